import { serviceName } from "@berth/core";
import type { Report } from "../report/report.ts";
import type { Spot } from "../report/spot.ts";

/**
 * Names for the services of a manifest: small letters, digits and hyphens. What Compose allows beside them becomes a hyphen.
 *
 * Returns file's name → manifest's, without those that can have none; these are told.
 */
export function nameServices(services: readonly (readonly [string, Spot])[], report: Report): ReadonlyMap<string, string> {
	const names = new Map<string, string>();
	const taken = new Map<string, string>();
	for (const [key] of services) if (serviceName.safeParse(key).success) taken.set(key, key);
	for (const [key, spot] of services) {
		const name = key
			.toLowerCase()
			.replace(/[._]/g, "-")
			.replace(/^-+|-+$/g, "");
		const other = taken.get(name);
		if (!/^[a-zA-Z0-9._-]+$/.test(key) || !serviceName.safeParse(name).success)
			report.refused(spot, "A service's name is 1 to 63 of a-z, 0-9 and -, not at its ends; name it so.", { final: true });
		else if (other !== undefined && other !== key)
			report.refused(spot, `It would be named ${name}, as "${other.slice(0, 60)}" is; give them names that differ by letters or digits.`, {
				final: true,
			});
		else {
			taken.set(name, key);
			names.set(key, name);
		}
	}
	return names;
}
