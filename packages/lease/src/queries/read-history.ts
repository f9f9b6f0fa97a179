import type { LeaseId, OperationView, ReleaseView } from "@berth/core";
import type { Stores } from "@berth/db";
import { getOwnLease } from "../commands/command-context.ts";
import type { Caller, LeaseService } from "../service.ts";
import { toOperationView, toReleaseView } from "./to-view.ts";

/** Most entries of one answer. */
const PAGE_MAX = 100;

const within = (limit: number) => Math.min(Math.max(1, limit), PAGE_MAX);

/** What was asked of a lease and how it went, newest first. Errors  NOT_FOUND, also for another tenant's. */
export async function readOperations(stores: Stores, caller: Caller, id: LeaseId, limit: number): Promise<OperationView[]> {
	const lease = await getOwnLease({ stores }, caller, id);
	return (await stores.operations.list(id, within(limit))).map((operation) => toOperationView(operation, lease));
}

/** What a lease ran and was to run, newest first. Errors  NOT_FOUND, also for another tenant's. */
export async function readReleases(
	stores: Stores,
	caller: Caller,
	id: LeaseId,
	{ limit, before }: Parameters<LeaseService["releases"]>[2],
): Promise<ReleaseView[]> {
	await getOwnLease({ stores }, caller, id);
	return (await stores.reader.releases(id, { limit: within(limit), ...(before !== undefined && { before }) })).map(toReleaseView);
}
