import { AppError, isId, type LeaseId, type RetentionId, type RetentionView } from "@berth/core";
import type { RetentionRecord, Stores } from "@berth/db";
import type { Caller, LeaseService } from "../service.ts";
import { toRetentionView, toTombstoneView } from "./to-view.ts";

type Tools = Pick<Stores, "retentions" | "reader">;

/** Most records on one page. */
const PAGE_MAX = 100;

/** One page of what closed leases left, newest first. `next` is where the next page begins. */
export async function listRetentions(
	stores: Tools,
	caller: Caller,
	{ limit: wanted, after, partition }: Parameters<LeaseService["retentions"]>[1],
): ReturnType<LeaseService["retentions"]> {
	if (after !== undefined && !isId(after)) throw new AppError("BAD_INPUT", { message: "after must be the id of a retention record." });
	const limit = Math.min(Math.max(1, wanted), PAGE_MAX);
	const found = await stores.retentions.list(caller.scope, {
		limit: limit + 1,
		...(after !== undefined && { after: after as RetentionId }),
		...(partition !== undefined && { partition }),
	});
	const page = found.slice(0, limit);
	const retentions = await Promise.all(page.map((record) => readRetention(stores, record)));
	return { retentions, next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** One page of what is known of retained data that is gone, newest first. */
export async function listTombstones(
	{ retentions }: Pick<Tools, "retentions">,
	caller: Caller,
	{ limit: wanted, after }: Parameters<LeaseService["goneRetentions"]>[1],
): ReturnType<LeaseService["goneRetentions"]> {
	if (after !== undefined && !isId(after)) throw new AppError("BAD_INPUT", { message: "after must be the id of a retention record." });
	const limit = Math.min(Math.max(1, wanted), PAGE_MAX);
	const found = await retentions.listTombstones(caller.scope, {
		limit: limit + 1,
		...(after !== undefined && { after: after as RetentionId }),
	});
	const page = found.slice(0, limit);
	return { gone: page.map(toTombstoneView), next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** One record, or what became of it. Errors  NOT_FOUND, also for another tenant's. */
export async function getRetention(stores: Tools, caller: Caller, id: RetentionId): ReturnType<LeaseService["retention"]> {
	const record = await stores.retentions.find(id, caller.scope);
	if (record !== null) return { retention: await readRetention(stores, record), gone: null };
	const gone = await stores.retentions.findTombstone(id, caller.scope);
	if (gone === null) throw new AppError("NOT_FOUND", { data: { retentionId: id } });
	return { retention: null, gone: toTombstoneView(gone) };
}

/** A record with the number of its volumes. */
export const readRetention = async ({ retentions }: Pick<Tools, "retentions">, record: RetentionRecord): Promise<RetentionView> =>
	toRetentionView(record, (await retentions.volumes(record.id)).length);

/** What a closed lease left, while it can be brought back. */
export async function readRetentionOf(stores: Tools, leaseId: LeaseId): Promise<RetentionView | null> {
	const record = (await stores.reader.retentions([leaseId])).get(leaseId);
	return record?.state === "active" ? readRetention(stores, record) : null;
}
