import { AppError, isAppError } from "@berth/core";
import type pg from "pg";
import { findOperationByKey } from "../operation/find-by-key.ts";
import type { LeaseRecord, Resources } from "../records.ts";
import type { NewLease } from "../stores.ts";
import { transaction } from "../transaction.ts";
import { translateError } from "../translate-error.ts";
import { admitToTenant } from "./admit.ts";
import { recordNewLease } from "./record-new.ts";

const holdsOf = (items: NewLease["items"]): Resources => ({
	cpuMillis: items.reduce((sum, item) => sum + item.quantity * item.cpuMillis, 0),
	memoryBytes: items.reduce((sum, item) => sum + item.quantity * item.memoryBytes, 0),
	diskBytes: items.reduce((sum, item) => sum + item.quantity * item.diskBytes, 0),
});

/**
 * Admits and records a new lease (version 1, generation 1) in one transaction of four round trips.
 *
 * Errors       those of `LeaseStore.create`; IDEMPOTENCY_KEY_REUSED when another call with the key was first, whatever else its
 *              success made impossible (the name, the quota, the room).
 * Concurrency  locks the tenant, then the node: creations of one tenant, and of one node, commit one after the other.
 */
export async function createLease(pool: pg.Pool, lease: NewLease): Promise<LeaseRecord> {
	const holds = holdsOf(lease.items);
	try {
		return await transaction(pool, async (client) => {
			await admitToTenant(client, lease.tenantId, holds);
			const made = await recordNewLease(client, lease, holds);
			if (made === null) throw new AppError("CAPACITY_EXHAUSTED", { data: { asked: holds } });
			return made;
		});
	} catch (error) {
		const refused = translateError(error);
		const { idempotencyKey } = lease.operation;
		const mayBeTwin = idempotencyKey !== null && isAppError(refused, "NAME_TAKEN", "QUOTA_EXCEEDED", "CAPACITY_EXHAUSTED", "CONFLICT");
		if (mayBeTwin && (await findOperationByKey(pool, lease.tenantId, idempotencyKey)) !== null)
			throw new AppError("IDEMPOTENCY_KEY_REUSED", { cause: refused });
		throw refused;
	}
}
