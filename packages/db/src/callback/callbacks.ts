import type { CallbackId, LeaseId, Millis } from "@berth/core";
import { and, asc, desc, eq, gt, lt, sql } from "drizzle-orm";
import type { Audit } from "../audit/audit.ts";
import type { Connection } from "../connection.ts";
import { type Debts, readDebts } from "../debts.ts";
import type { CallbackAttempt, CallbackRecord } from "../records.ts";
import { callback, callbackAttempt } from "../schema/index.ts";
import { noteTry } from "./note-try.ts";
import { redeliver } from "./redeliver.ts";
import { takeNext } from "./take-next.ts";

/** What is owed to programs that asked to be told. Rows are made by `leases.change` alone. */
export interface CallbackStore {
	find(id: CallbackId): Promise<CallbackRecord | null>;
	/** Newest first; `before` is the id of the last one seen. */
	list(leaseId: LeaseId, limit: number, before?: CallbackId): Promise<CallbackRecord[]>;
	/** The tries of one callback, oldest first; `after` is the id of the last one seen. */
	attempts(id: CallbackId, limit: number, after?: number): Promise<CallbackAttempt[]>;
	/**
	 * Takes the lease's oldest callback that is owed, with this try counted and the age of the debt. Nobody else takes one of the
	 * lease until the try was noted or is so old that its process must have died.
	 *
	 * Returns null when none is owed, `busy` while another process has it.
	 */
	takeNext(leaseId: LeaseId): Promise<{ readonly callback: CallbackRecord; readonly ageMs: Millis } | "busy" | null>;
	/** Writes a try into the log and says what became of the callback. Returns whether more is owed for the lease, this one included. */
	note(
		id: CallbackId,
		tried: Pick<CallbackAttempt, "status" | "error" | "durationMs">,
		end: "delivered" | "owed" | "abandoned",
	): Promise<{ readonly more: boolean }>;
	/**
	 * Owes a callback anew, for a whole day; it goes before those that are owed and younger. One that is owed already is tried at once.
	 *
	 * Errors  NOT_FOUND.
	 */
	redeliver(id: CallbackId, audit?: Audit): Promise<CallbackRecord>;
	/** What is owed at the moment, of all leases. */
	debts(): Promise<Debts>;
}

const callbackFields = {
	id: callback.id,
	operationId: callback.operationId,
	leaseId: callback.leaseId,
	url: callback.url,
	body: callback.body,
	attempts: callback.attempts,
	deliveredAt: callback.deliveredAt,
	abandonedAt: callback.abandonedAt,
	lastError: callback.lastError,
	createdAt: callback.createdAt,
};

const attemptFields = {
	id: callbackAttempt.id,
	callbackId: callbackAttempt.callbackId,
	at: callbackAttempt.at,
	status: callbackAttempt.status,
	error: callbackAttempt.error,
	durationMs: callbackAttempt.durationMs,
};

/** Where a callback stands among those of its lease. */
const seqOf = (id: CallbackId) => sql<number>`(select lease_seq from callback where id = ${id})`;

/** Cost: each by the primary key, callback_lease_idx or callback_owed_idx. */
export function createCallbackStore({ db, pool }: Connection): CallbackStore {
	const find: CallbackStore["find"] = async (id) => (await db.select(callbackFields).from(callback).where(eq(callback.id, id)))[0] ?? null;
	return {
		find,
		list: (leaseId, limit, before) =>
			db
				.select(callbackFields)
				.from(callback)
				.where(and(eq(callback.leaseId, leaseId), before && lt(callback.leaseSeq, seqOf(before))))
				.orderBy(desc(callback.leaseSeq))
				.limit(limit),
		attempts: (id, limit, after = 0) =>
			db
				.select(attemptFields)
				.from(callbackAttempt)
				.where(and(eq(callbackAttempt.callbackId, id), gt(callbackAttempt.id, after)))
				.orderBy(asc(callbackAttempt.id))
				.limit(limit),
		takeNext: (leaseId) => takeNext(pool, leaseId),
		note: (id, tried, end) => noteTry(pool, id, tried, end),
		redeliver: (id, audit) => redeliver(pool, id, audit),
		debts: () => readDebts(pool, "callback"),
	};
}
