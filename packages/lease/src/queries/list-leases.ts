import type { LeaseId } from "@berth/core";
import type { Caller, LeaseService } from "../service.ts";
import { cut, idCursor, within } from "./page.ts";
import { type ReadTools, toSummaries } from "./read-leases.ts";

/** One page, newest first, and how many leases of each state the caller has. `next` is where the next page begins. Errors  BAD_INPUT. */
export async function listLeases(
	tools: ReadTools,
	caller: Caller,
	{ after: cursor, ...filter }: Parameters<LeaseService["list"]>[1],
): ReturnType<LeaseService["list"]> {
	const after = idCursor<LeaseId>(cursor);
	const limit = within(filter.limit);
	const [found, counts] = await Promise.all([
		tools.stores.leases.list(caller.scope, { ...filter, limit: limit + 1, ...(after !== undefined && { after }) }),
		tools.stores.leases.countByState(caller.scope),
	]);
	const { page, next } = cut(found, limit, ({ id }) => id);
	return { leases: await toSummaries(tools, page), next, counts };
}
