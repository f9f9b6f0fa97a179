import type { KeyTable } from "../report/read-keys.ts";
import type { Verdict } from "../report/row.ts";
import { serviceKeys } from "../service/service-keys.ts";
import { topKeys } from "./top-keys.ts";

/** A key of the Compose specification and what is done about it. */
export interface ListedKey {
	/** Such as `services.*.healthcheck.test`; a star stands for a name. */
	readonly path: string;
	readonly verdicts: readonly Verdict[];
	readonly about: string;
	/** Whether keys below it have lines of their own; where not, they share its fate. */
	readonly hasBelow: boolean;
}

/** Tops whose keys are names. */
const named = new Set(["services", "networks", "volumes"]);

/** All keys, those of services last. */
export function listKeys(): readonly ListedKey[] {
	const walk = (table: KeyTable<never>, prefix: string): ListedKey[] =>
		Object.entries(table).flatMap(([key, { verdicts, about, below }]) => {
			const path = `${prefix}${key}`;
			// Networks of a service are named by their keys too.
			const nested = named.has(path) || path === "services.*.networks" ? `${path}.*.` : `${path}.`;
			return [{ path, verdicts, about, hasBelow: below !== undefined || path === "services" }, ...(below ? walk(below, nested) : [])];
		});
	return [...walk(topKeys, ""), ...walk(serviceKeys, "services.*.")];
}
