import type { Manifest, ReleaseFieldDiff, ReleaseServiceDiff, Service } from "@berth/core";
import type { LeaseItemRecord } from "@berth/db";
import { canonical } from "../commands/request-hash.ts";

/** What two releases are told apart by. */
export interface Compared {
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
}

/**
 * Says what is different in the second of two releases, service by service in the order of their names. Values of the environment, and of
 * every field that is not known to hold none that is anybody's secret, are never in it: of those it says that they differ.
 */
export function diffReleases(from: Compared, to: Compared): readonly ReleaseServiceDiff[] {
	const [before, after] = [partsOf(from), partsOf(to)];
	return [...new Set([...before.keys(), ...after.keys()])]
		.sort()
		.map((service) => {
			const [old, next] = [before.get(service), after.get(service)];
			return { service, change: changeOf(old, next), fields: diffParts(old ?? new Map(), next ?? new Map()) };
		})
		.filter(({ fields }) => fields.length > 0);
}

const changeOf = (old: unknown, next: unknown): ReleaseServiceDiff["change"] =>
	old === undefined ? "added" : next === undefined ? "removed" : "changed";

/** One place of a service in which releases may differ. */
interface Part {
	readonly field: string;
	readonly key: string | null;
	readonly value: unknown;
}

type Parts = ReadonlyMap<string, Part>;

/** Fields of the manifest that have entries of their own. */
const keyed = new Set<string>(["ports", "env", "labels", "depends_on"] satisfies (keyof Service)[]);

/** Fields whose values are shown. What a later version adds is masked until somebody says here that it may be seen. */
const shown = new Set<string>([
	"image",
	"ports",
	"command",
	"args",
	"labels",
	"health_check",
	"readiness",
	"tmpfs",
	"user",
	"depends_on",
	"stop_grace_period",
	"init",
	"role",
	"update_order",
	"pull_policy",
	"sku",
	"quantity",
	"cpuMillis",
	"memoryBytes",
	"diskBytes",
	"pidsMax",
	"domain",
]);

/** Longer values are cut: a difference is to be read. */
const VALUE_MAX = 2_000;

// Names are the tenant's own: they are keys of maps and never of objects, so that none of them is more than a name.
function partsOf({ manifest, items }: Compared): ReadonlyMap<string, Parts> {
	const services = new Map<string, Map<string, Part>>();
	const put = (service: string, part: Part) => {
		const parts = services.get(service) ?? new Map<string, Part>();
		services.set(service, parts.set(JSON.stringify([part.field, part.key]), part));
	};
	for (const [name, service] of Object.entries(manifest.services))
		for (const [field, value] of Object.entries(service)) {
			if (value === undefined) continue;
			if (!keyed.has(field)) put(name, { field, key: null, value });
			else for (const [key, entry] of Object.entries(value)) put(name, { field, key, value: entry });
		}
	for (const { service, ...item } of items)
		for (const [field, value] of Object.entries(item)) if (value !== null) put(service, { field, key: null, value });
	return services;
}

function diffParts(before: Parts, after: Parts): ReleaseFieldDiff[] {
	const places = [...new Set([...before.keys(), ...after.keys()])].sort();
	return places.flatMap((place) => {
		const [old, next] = [before.get(place), after.get(place)];
		const part = next ?? old;
		if (part === undefined || (old && next && canonical(old.value) === canonical(next.value))) return [];
		const isMasked = !shown.has(part.field);
		const say = (one: Part | undefined) => (one === undefined || isMasked ? null : clipped(one.value));
		return [{ field: part.field, key: part.key, change: changeOf(old, next), from: say(old), to: say(next), isMasked }];
	});
}

function clipped(value: unknown): string {
	const text = typeof value === "string" ? value : canonical(value);
	return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
}
