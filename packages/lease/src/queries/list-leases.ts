import { AppError, isId, type LeaseId } from "@berth/core";
import type { Caller, LeaseService } from "../service.ts";
import { type ReadTools, toSummaries } from "./read-leases.ts";

/** Most leases on one page. */
const PAGE_MAX = 200;

/** One page, newest first, and how many leases of each state the caller has. `next` is where the next page begins. */
export async function listLeases(
	tools: ReadTools,
	caller: Caller,
	options: Parameters<LeaseService["list"]>[1],
): ReturnType<LeaseService["list"]> {
	const { after, ...rest } = options;
	if (after !== undefined && !isId(after)) throw new AppError("BAD_INPUT", { message: "after must be the id of a lease." });
	const limit = Math.min(Math.max(1, options.limit), PAGE_MAX);
	const [found, counts] = await Promise.all([
		tools.stores.leases.list(caller.scope, { ...rest, limit: limit + 1, ...(after !== undefined && { after: after as LeaseId }) }),
		tools.stores.leases.countByState(caller.scope),
	]);
	const page = found.slice(0, limit);
	return { leases: await toSummaries(tools, page), next: found.length > limit ? (page.at(-1)?.id ?? null) : null, counts };
}
