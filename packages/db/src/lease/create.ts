import { AppError, isAppError } from "@berth/core";
import { findOperationByKey } from "../operation/find-by-key.ts";
import type { Queryable } from "../query.ts";
import type { LeaseRecord, Resources } from "../records.ts";
import { retrying } from "../retrying.ts";
import type { NewLease } from "../stores.ts";
import { translateError } from "../translate-error.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { insertNewLease } from "./insert-new.ts";

const holdsOf = (items: NewLease["items"]): Resources => ({
	cpuMillis: items.reduce((sum, item) => sum + item.quantity * item.cpuMillis, 0),
	memoryBytes: items.reduce((sum, item) => sum + item.quantity * item.memoryBytes, 0),
	diskBytes: items.reduce((sum, item) => sum + item.quantity * item.diskBytes, 0),
});

/**
 * Admits and records a new lease (version 1, generation 1).
 *
 * Errors  those of `LeaseStore.create`. With a key that another call took first always IDEMPOTENCY_KEY_REUSED, whatever else that
 *         call's success made impossible (the name, the quota, the room).
 */
export async function createLease(db: Queryable, lease: NewLease): Promise<LeaseRecord> {
	try {
		return await admit(db, lease);
	} catch (error) {
		const refused = translateError(error);
		const { idempotencyKey } = lease.operation;
		const mayBeTwin = idempotencyKey !== null && isAppError(refused, "NAME_TAKEN", "QUOTA_EXCEEDED", "CAPACITY_EXHAUSTED", "CONFLICT");
		if (mayBeTwin && (await findOperationByKey(db, lease.tenantId, idempotencyKey)) !== null)
			throw new AppError("IDEMPOTENCY_KEY_REUSED", { cause: refused });
		throw refused;
	}
}

async function admit(db: Queryable, lease: NewLease): Promise<LeaseRecord> {
	const holds = holdsOf(lease.items);
	const made = await retrying(() => insertNewLease(db, lease, holds));
	if (made === "quota") throw await explainRefusal(db, lease.tenantId, holds);
	if (made === "capacity") throw new AppError("CAPACITY_EXHAUSTED", { data: { asked: holds } });
	return made;
}
