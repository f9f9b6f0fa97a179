import type { Parameter } from "../../query.ts";
import type { LeaseChange } from "../../stores.ts";
import { toJson } from "../../to-json.ts";

/** Sets the status of releases; nothing else of a release ever changes. */
export function releasePart(p: Parameter, releases: LeaseChange["releases"] = []): string[] {
	if (releases.length === 0) return [];
	return [
		`judged as (
			update release set status = wish.status
			from changed, jsonb_to_recordset(${p(toJson(releases))}::jsonb) as wish (number int, status text)
			where release.lease_id = changed.id and release.number = wish.number
		)`,
	];
}
