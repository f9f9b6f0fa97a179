import { AppError, type LeaseId, type RetentionId, type RetentionView } from "@berth/core";
import type { RetentionRecord, Stores } from "@berth/db";
import type { Caller, LeaseService } from "../service.ts";
import { cut, idCursor, within } from "./page.ts";
import { toRetentionView, toTombstoneView } from "./to-view.ts";

type Tools = Pick<Stores, "retentions" | "reader" | "volumes">;

/** One page of what closed leases left, newest first. `next` is where the next page begins. Errors  BAD_INPUT. */
export async function listRetentions(
	stores: Tools,
	caller: Caller,
	{ limit: wanted, after: cursor, partition }: Parameters<LeaseService["retentions"]>[1],
): ReturnType<LeaseService["retentions"]> {
	const after = idCursor<RetentionId>(cursor);
	const limit = within(wanted);
	const found = await stores.retentions.list(caller.scope, {
		limit: limit + 1,
		...(after !== undefined && { after }),
		...(partition !== undefined && { partition }),
	});
	const { page, next } = cut(found, limit, ({ id }) => id);
	const volumes = await stores.volumes.countByRetention(page.map(({ id }) => id));
	return { retentions: page.map((record) => toRetentionView(record, volumes.get(record.id) ?? 0)), next };
}

/** One page of what is known of retained data that is gone, newest first. Errors  BAD_INPUT. */
export async function listTombstones(
	{ retentions }: Pick<Tools, "retentions">,
	caller: Caller,
	{ limit: wanted, after: cursor }: Parameters<LeaseService["goneRetentions"]>[1],
): ReturnType<LeaseService["goneRetentions"]> {
	const after = idCursor<RetentionId>(cursor);
	const limit = within(wanted);
	const found = await retentions.listTombstones(caller.scope, { limit: limit + 1, ...(after !== undefined && { after }) });
	const { page, next } = cut(found, limit, ({ id }) => id);
	return { gone: page.map(toTombstoneView), next };
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
export const readRetention = async ({ volumes }: Pick<Tools, "volumes">, record: RetentionRecord): Promise<RetentionView> =>
	toRetentionView(record, (await volumes.countByRetention([record.id])).get(record.id) ?? 0);

/** What a closed lease left, while it can be brought back. */
export async function readRetentionOf(stores: Tools, leaseId: LeaseId): Promise<RetentionView | null> {
	const record = (await stores.reader.retentions([leaseId])).get(leaseId);
	return record?.state === "active" ? readRetention(stores, record) : null;
}
