import { AppError, isId, type LeaseId, type RetentionId, type RetentionView } from "@berth/core";
import type { RetentionRecord, Stores } from "@berth/db";
import type { Caller, LeaseService } from "../service.ts";
import { toRetentionView } from "./to-view.ts";

type Tools = Pick<Stores, "retentions" | "reader">;

/** Most records on one page. */
const PAGE_MAX = 100;

/** One page of what closed leases left, newest first. `next` is where the next page begins. */
export async function listRetentions(
	stores: Tools,
	caller: Caller,
	{ limit: wanted, after }: Parameters<LeaseService["retentions"]>[1],
): ReturnType<LeaseService["retentions"]> {
	if (after !== undefined && !isId(after)) throw new AppError("BAD_INPUT", { message: "after must be the id of a retention record." });
	const limit = Math.min(Math.max(1, wanted), PAGE_MAX);
	const found = await stores.retentions.list(caller.scope, {
		limit: limit + 1,
		...(after !== undefined && { after: after as RetentionId }),
	});
	const page = found.slice(0, limit);
	const retentions = await Promise.all(page.map((record) => readRetention(stores, record)));
	return { retentions, next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** A record with the number of its volumes. */
export const readRetention = async ({ retentions }: Pick<Tools, "retentions">, record: RetentionRecord): Promise<RetentionView> =>
	toRetentionView(record, (await retentions.volumes(record.id)).length);

/** What a closed lease left, while it can be brought back. */
export async function readRetentionOf(stores: Tools, leaseId: LeaseId): Promise<RetentionView | null> {
	const record = (await stores.reader.retentions([leaseId])).get(leaseId);
	return record?.state === "active" ? readRetention(stores, record) : null;
}
