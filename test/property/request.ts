import type { LeaseState, OperationKind } from "@berth/core";
import type { Accepted } from "@berth/lease";
import { expect } from "vitest";
import { type History, unlessRefused } from "./history.ts";

/** What the row says as soon as a request of the kind is taken. */
const states: Partial<Record<OperationKind, LeaseState>> = {
	provision: "provisioning",
	restart: "restarting",
	update: "updating",
	stop: "stopping",
	start: "starting",
	restore: "restoring",
	close: "deprovisioning",
};

/**
 * Makes a request and keeps what was heard of it; null when it was refused, or when nobody heard.
 *
 * Errors  an assertion's: the answer contradicts what was heard before.
 */
export async function request(
	history: History,
	kind: OperationKind,
	idempotencyKey: string | undefined,
	run: () => Promise<Accepted>,
): Promise<Accepted | null> {
	const accepted = await unlessRefused(history, run);
	if (accepted === null) return null;
	const before = history.taken.find((one) => one.idempotencyKey !== undefined && one.idempotencyKey === idempotencyKey);
	if (before)
		expect(accepted, `${idempotencyKey} stands for one operation`).toMatchObject({ operationId: before.operationId, joined: true });
	if (!accepted.joined) {
		expect(history.taken.map(({ operationId }) => operationId)).not.toContain(accepted.operationId);
		expect(accepted.state).toBe(states[kind]);
	}
	history.taken.push({ ...accepted, kind, idempotencyKey });
	return accepted;
}
