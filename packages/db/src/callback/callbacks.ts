import type { CallbackId, LeaseId } from "@berth/core";
import { desc, eq, sql } from "drizzle-orm";
import type { Connection } from "../connection.ts";
import type { CallbackRecord } from "../records.ts";
import { callback } from "../schema/index.ts";
import { toText } from "../to-json.ts";

/** What is owed to programs that asked to be told. Rows are made by `leases.change` alone. */
export interface CallbackStore {
	find(id: CallbackId): Promise<CallbackRecord | null>;
	/** Newest first. */
	list(leaseId: LeaseId, limit: number): Promise<CallbackRecord[]>;
	/** Counts a try that failed. `error` is a short word of ours for its log. */
	noteFailed(id: CallbackId, error: string): Promise<void>;
	/** Counts the try that arrived; the first time stays. */
	noteDelivered(id: CallbackId): Promise<void>;
}

const fields = {
	id: callback.id,
	operationId: callback.operationId,
	leaseId: callback.leaseId,
	url: callback.url,
	body: callback.body,
	attempts: callback.attempts,
	deliveredAt: callback.deliveredAt,
	lastError: callback.lastError,
};

/** Cost: each by the primary key or callback_lease_idx; the notes lock one row for their statement. */
export function createCallbackStore({ db }: Connection): CallbackStore {
	const tried = { attempts: sql`${callback.attempts} + 1`, attemptedAt: sql`now()` };
	return {
		find: async (id) => (await db.select(fields).from(callback).where(eq(callback.id, id)))[0] ?? null,
		list: (leaseId, limit) => db.select(fields).from(callback).where(eq(callback.leaseId, leaseId)).orderBy(desc(callback.id)).limit(limit),
		noteFailed: async (id, error) => {
			await db
				.update(callback)
				.set({ ...tried, lastError: toText(error) })
				.where(eq(callback.id, id));
		},
		noteDelivered: async (id) => {
			await db
				.update(callback)
				.set({ ...tried, lastError: null, deliveredAt: sql`coalesce(${callback.deliveredAt}, now())` })
				.where(eq(callback.id, id));
		},
	};
}
