import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import type { LeaseItemRecord, LeaseRecord } from "../../records.ts";

/**
 * Keeps the names that a lease has what they should be: those of its items and, while a release of it is under way, of that one; none
 * once it is closed. The key of the table refuses a name that another lease has.
 */
export function domainPart(p: Parameter, before: Pick<LeaseRecord, "items">, change: LeaseChange): string[] {
	const wanted = domainsAfter(before, change);
	if (wanted === null) return [];
	const names = `${p(wanted)}::text[]`;
	return [
		`names_dropped as (
			delete from lease_domain using changed where lease_domain.lease_id = changed.id and not lease_domain.domain = any(${names})
		)`,
		...(wanted.length === 0
			? []
			: [
					`names_taken as (
						insert into lease_domain (domain, lease_id)
						select wanted.name, changed.id from changed, unnest(${names}) as wanted (name)
						where not exists (select from lease_domain own where own.domain = wanted.name and own.lease_id = changed.id)
					)`,
				]),
	];
}

/** The names a lease has after a change; null when it changes none. */
export function domainsAfter(before: Pick<LeaseRecord, "items">, change: LeaseChange): string[] | null {
	if (change.set?.state === "closed" || change.set?.closed) return [];
	if (change.newRelease !== undefined) return domainsOf([...before.items, ...change.newRelease.items]);
	if (change.items !== undefined || change.releases !== undefined || change.reopen !== undefined)
		return domainsOf(change.items ?? before.items);
	return null;
}

const domainsOf = (items: readonly Pick<LeaseItemRecord, "domain">[]): string[] => [
	...new Set(items.flatMap(({ domain }) => (domain === null ? [] : [domain]))),
];
