import type { LeaseId } from "@berth/core";
import type pg from "pg";
import type { Audit } from "../audit/audit.ts";
import type { Decision } from "../lease-change.ts";
import type { LeaseRecord, LeftData, OperationRecord } from "../records.ts";
import type { Fence, Scope } from "../scope.ts";
import { transaction } from "../transaction.ts";
import { translateError } from "../translate-error.ts";
import { foldCounts } from "./fold-counts.ts";
import { lockLease } from "./lock.ts";
import { writeChange } from "./write/write-change.ts";

/**
 * Locks a lease, lets `decide` say what to write, writes it: one transaction of two round trips.
 *
 * Errors       NOT_FOUND; CLAIM_LOST; IDEMPOTENCY_KEY_REUSED when another call took the key first (`findByKey` says which);
 *              QUOTA_EXCEEDED, CAPACITY_EXHAUSTED, FORBIDDEN for what it would hold; INVALID_STATE for what it would reopen;
 *              whatever `decide` throws. Each leaves nothing written.
 * Concurrency  changes of one lease go one after the other, by its row lock; those of different leases meet only where what they
 *              hold changes.
 */
export async function changeLease<T>(
	pool: pg.Pool,
	id: LeaseId,
	scope: Scope,
	fence: Fence | null,
	decide: (lease: LeaseRecord, operation: OperationRecord | null) => Decision<T>,
	audit?: Audit,
): Promise<{ readonly result: T; readonly lease: LeaseRecord; readonly left: LeftData | null }> {
	const refusals = new Set<unknown>();
	const { foldDue, ...done } = await transaction(pool, async (client, commitEarly) => {
		const { lease, operation } = await lockLease(client, id, scope);
		const { change, result } = remember(refusals, () => decide(lease, operation));
		if (change === null) return { result, lease, foldDue: false, left: null };
		return { result, ...(await writeChange(client, lease, fence, change, audit, commitEarly)) };
	}).catch((error: unknown) => {
		throw refusals.has(error) ? error : translateError(error);
	});
	if (foldDue) await foldCounts(pool);
	return done;
}

/** Keeps what the caller's own code threw apart from what the database did. */
function remember<T>(thrown: Set<unknown>, run: () => T): T {
	try {
		return run();
	} catch (error) {
		thrown.add(error);
		throw error;
	}
}
