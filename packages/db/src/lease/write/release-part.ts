import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";

/** Records the next release. `changed` has taken its number, so that none is used twice. One that ends with the same change is so at once. */
export function newReleasePart(p: Parameter, release: LeaseChange["newRelease"], releases: LeaseChange["releases"] = []): string[] {
	if (release === undefined) return [];
	const status = releases.findLast(({ number }) => number === release.number)?.status ?? "deploying";
	return [
		`released as (
			insert into release (lease_id, number, manifest, items, status, cause, rollback_of, note, created_by, created_at)
			select changed.id, changed.release_seq, ${p(toJson(release.manifest))}::json, ${p(toJson(release.items))}::json, ${p(status)}::text,
				${p(release.cause)}::text, ${p(release.rollbackOf)}::int, ${p(release.note)}::text, ${p(release.createdBy)}::text,
				statement_timestamp()
			from changed
		)`,
	];
}

/** Sets the status of releases, and of the one that was active when another becomes it; nothing else of a release ever changes. */
export function releasePart(p: Parameter, releases: LeaseChange["releases"] = []): string[] {
	if (releases.length === 0) return [];
	const supersedes = releases.some(({ status }) => status === "active");
	const docs = p(toJson(Object.fromEntries(releases.map(({ number, status }) => [number, status]))));
	return [
		`judged as (
			update release set status = coalesce(${docs}::jsonb ->> release.number::text, 'superseded')
			from changed
			where release.lease_id = changed.id
				and (${docs}::jsonb ? release.number::text ${supersedes ? "or release.status = 'active'" : ""})
		)`,
	];
}
