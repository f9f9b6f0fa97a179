import type { LeaseId } from "@berth/core";
import type { Stores } from "@berth/db";

/** Leases read at a time. More: a spike of memory. Fewer: more round trips. */
const PAGE = 500;

/** Whose things may be on hosts: every lease that is not closed, and every tenant. A read that fails is an error, and never an empty set. */
export async function readKnownOwners(
	{ leases, catalog }: Pick<Stores, "leases" | "catalog">,
	signal: AbortSignal,
): Promise<{ readonly leaseIds: ReadonlySet<string>; readonly tenantIds: ReadonlySet<string> }> {
	const leaseIds = await openLeases(leases, signal);
	return { leaseIds, tenantIds: new Set((await catalog.listTenants()).map(({ id }) => id)) };
}

async function openLeases(leases: Stores["leases"], signal: AbortSignal): Promise<ReadonlySet<string>> {
	const ids = new Set<string>();
	let after: LeaseId | undefined;
	for (;;) {
		signal.throwIfAborted();
		const page = await leases.list("all", { limit: PAGE, ...(after === undefined ? {} : { after }) });
		for (const { id } of page) ids.add(id);
		if (page.length < PAGE) return ids;
		after = page.at(-1)?.id;
	}
}
