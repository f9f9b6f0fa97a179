import { type Service, serviceSchema } from "@berth/core";
import type { Lookup } from "../read/interpolate.ts";
import type { Spot } from "../report/spot.ts";

/** What a service asks of its size; null where the file says nothing. */
export interface Wish {
	cpuMillis: number | null;
	memoryBytes: number | null;
	/** Whether it keeps data. */
	disk: boolean;
}

/** A service on its way from the file to the manifest. */
export interface Draft {
	/** As the file names it. */
	readonly key: string;
	/** As the manifest does. */
	readonly name: string;
	readonly spot: Spot;
	readonly service: Partial<Service>;
	/** Where in the file each field of the manifest comes from, by its path within the service. */
	readonly origins: Map<string, Spot>;
	readonly wish: Wish;
	quantity: number;
	/** Whom it waits for, as the file says it; settled when all services are read. */
	readonly waits: Wait[];
	/** Named volumes that it mounts. */
	readonly mounts: { readonly volume: string; readonly spot: Spot }[];
	readonly world: World;
}

export interface Wait {
	/** As the file names it. */
	readonly target: string;
	readonly condition: "service_started" | "service_healthy" | "service_completed_successfully";
	readonly required: boolean;
	readonly spot: Spot;
}

/** What the services of a file are read with. */
export interface World {
	readonly lookup: Lookup;
	/** The text of a file beside the Compose file; undefined when nobody gave it. */
	readonly fileAt: (path: string) => string | undefined;
	/** An image that was named for a service in place of the file's. */
	readonly imageFor: (service: string) => string | undefined;
	/** Names of the volumes that the file declares. */
	readonly volumes: ReadonlySet<string>;
}

/** Puts a value into the manifest and remembers where it comes from. `part` is the key within the field. */
export function put<F extends keyof Service>(draft: Draft, field: F, value: NonNullable<Service[F]>, spot: Spot, part?: string): void {
	draft.service[field] = value;
	draft.origins.set(part === undefined ? field : `${field}.${part}`, spot);
}

/** Adds to a field that holds entries. No key is "__proto__": the reader of the file lets none through. */
export function putEntry<F extends "ports" | "env" | "labels" | "depends_on">(
	draft: Draft,
	field: F,
	key: string,
	value: NonNullable<Service[F]>[string],
	spot: Spot,
): void {
	const entries: Record<string, unknown> = draft.service[field] ?? {};
	entries[key] = value;
	put(draft, field, entries as NonNullable<Service[F]>, spot, key);
}

/** The rule of the manifest that a field would break; null when none. */
export function ruleBrokenBy<F extends keyof Service>(field: F, value: Service[F]): string | null {
	const parsed = serviceSchema.shape[field].safeParse(value);
	if (parsed.success) return null;
	const [issue] = parsed.error.issues;
	return (issue?.code === "invalid_key" ? issue.issues[0]?.message : issue?.message) ?? "the manifest does not take it";
}
