import { AppError, type ErrorCode, heldBy, isAppError } from "@berth/core";
import type pg from "pg";
import { lockHostPorts } from "../host-port/take.ts";
import type { NewLease } from "../lease-change.ts";
import { findOperationByKey } from "../operation/find-by-key.ts";
import type { LeaseRecord } from "../records.ts";
import { retrying } from "../retrying.ts";
import { transaction } from "../transaction.ts";
import { translateError } from "../translate-error.ts";
import { admit } from "./admit.ts";
import { foldCounts } from "./fold-counts.ts";
import { restoreLease } from "./restore.ts";

/** What a call hears whose twin, with the same key, was first. */
const twinCodes: readonly ErrorCode[] = ["NAME_TAKEN", "QUOTA_EXCEEDED", "CAPACITY_EXHAUSTED", "CONFLICT", "INVALID_STATE", "NOT_FOUND"];

/**
 * Admits and records a new lease (version 1, generation 1).
 *
 * Errors  those of `LeaseStore.create`. With a key that another call took first always IDEMPOTENCY_KEY_REUSED, whatever else that
 *         call's success made impossible (the name, the quota, the room, what it was to be made of).
 */
export async function createLease(pool: pg.Pool, lease: NewLease): Promise<LeaseRecord> {
	try {
		const made = lease.restoreOf === undefined ? await createAnew(pool, lease) : await restoreLease(pool, lease, lease.restoreOf);
		if (made.foldDue) await foldCounts(pool);
		return made.lease;
	} catch (error) {
		const refused = translateError(error);
		const { idempotencyKey } = lease.operation;
		const mayBeTwin = idempotencyKey !== null && isAppError(refused, ...twinCodes);
		if (mayBeTwin && (await findOperationByKey(pool, lease.tenantId, idempotencyKey)) !== null)
			throw new AppError("IDEMPOTENCY_KEY_REUSED", { cause: refused });
		throw refused;
	}
}

/** One statement, and a transaction of four round trips where ports are asked for. */
function createAnew(pool: pg.Pool, lease: NewLease): ReturnType<typeof admit> {
	const holds = heldBy(lease.items, lease.volumes);
	const place = lease.nodeId === undefined ? null : { nodeId: lease.nodeId, diskBytes: 0 };
	if (!lease.hostPorts?.length) return retrying(() => admit(pool, lease, holds, place));
	return transaction(pool, async (client) => {
		await lockHostPorts(client);
		return admit(client, lease, holds, place);
	});
}
