import { type ContainerShape, type DriftField, driftFields } from "./container-shape.ts";

export interface FieldDrift {
	readonly field: DriftField;
	/** Which of the field's: a variable's name, a label, a port, a path, a limit; null where the field is one thing. */
	readonly key: string | null;
	/** Null: it should not be there. A value of env is never told, only that there is one. */
	readonly wanted: string | null;
	/** Null: it is not there. */
	readonly actual: string | null;
}

/**
 * The fields in which a container is not as it should be, none when it is.
 *
 * `defaults`: what its image brings. It counts as wanted where the spec says nothing.
 */
export function findDrift(wanted: ContainerShape, actual: ContainerShape, defaults: ContainerShape): FieldDrift[] {
	return driftFields.flatMap((field) => {
		const [want = {}, have = {}, brought = {}] = [wanted[field], actual[field], defaults[field]];
		const keys = [...new Set([...Object.keys(want), ...Object.keys(have)])].sort();
		return keys.flatMap((key): FieldDrift[] => {
			const asked = own(want, key) ?? own(brought, key);
			const found = own(have, key);
			// What the image brings may be taken away by what the spec says of another field, as arguments are by a command.
			if (asked === found || (found === undefined && own(want, key) === undefined)) return [];
			return [{ field, key: key === "" ? null : key, wanted: told(field, asked), actual: told(field, found) }];
		});
	});
}

/** Keys come from tenants, so one may be called as something every object has. */
const own = (of: Readonly<Record<string, string>>, key: string): string | undefined => (Object.hasOwn(of, key) ? of[key] : undefined);

const told = (field: DriftField, value: string | undefined): string | null => {
	if (value === undefined) return null;
	return field === "env" ? "[hidden]" : value;
};
