import { AppError, type CallbackId, type LeaseId } from "@berth/core";
import type { Audit, CallbackAttempt, CallbackRecord, CallbackStore, LeaseStore, Scope } from "@berth/db";

/** A callback as its lease's owner sees it. */
export interface CallbackView {
	readonly id: string;
	readonly operationId: string;
	readonly leaseId: string;
	readonly url: string;
	readonly state: "owed" | "delivered" | "abandoned";
	readonly body: Readonly<Record<string, unknown>>;
	readonly attempts: number;
	readonly lastError: string | null;
	readonly createdAt: string;
	readonly endedAt: string | null;
}

export interface CallbackAttemptView {
	readonly at: string;
	readonly status: number | null;
	readonly error: string | null;
	readonly durationMs: number;
}

/** What was owed to the owners of leases and how its delivery went. Bound to a scope: what is not its own is NOT_FOUND. */
export interface CallbackLog {
	/** Newest first. */
	list(
		scope: Scope,
		leaseId: LeaseId,
		page: { readonly limit: number; readonly before?: CallbackId },
	): Promise<{ readonly callbacks: readonly CallbackView[]; readonly next: string | null }>;
	/** Oldest first. */
	attempts(
		scope: Scope,
		id: CallbackId,
		page: { readonly limit: number; readonly after?: number },
	): Promise<{ readonly attempts: readonly CallbackAttemptView[]; readonly next: string | null }>;
	/** Sends one again, whether it arrived, is owed or was given up; the receiver knows it by its id. */
	redeliver(scope: Scope, id: CallbackId, audit?: Audit): Promise<CallbackView>;
}

export function createCallbackLog(callbacks: CallbackStore, leases: Pick<LeaseStore, "find">): CallbackLog {
	const requireOwn = async (scope: Scope, leaseId: LeaseId) => {
		if ((await leases.find(leaseId, scope)) === null) throw new AppError("NOT_FOUND");
	};
	const requireCallback = async (scope: Scope, id: CallbackId) => {
		const found = await callbacks.find(id);
		if (found === null) throw new AppError("NOT_FOUND");
		await requireOwn(scope, found.leaseId);
	};
	return {
		async list(scope, leaseId, { limit, before }) {
			await requireOwn(scope, leaseId);
			const found = await callbacks.list(leaseId, limit + 1, before);
			const page = found.slice(0, limit);
			return { callbacks: page.map(toView), next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
		},
		async attempts(scope, id, { limit, after }) {
			await requireCallback(scope, id);
			const found = await callbacks.attempts(id, limit + 1, after);
			const page = found.slice(0, limit);
			return { attempts: page.map(toAttemptView), next: found.length > limit ? String(page.at(-1)?.id) : null };
		},
		async redeliver(scope, id, audit) {
			await requireCallback(scope, id);
			return toView(await callbacks.redeliver(id, audit));
		},
	};
}

const toView = ({ deliveredAt, abandonedAt, createdAt, ...row }: CallbackRecord): CallbackView => ({
	...row,
	state: deliveredAt ? "delivered" : abandonedAt ? "abandoned" : "owed",
	createdAt: createdAt.toISOString(),
	endedAt: (deliveredAt ?? abandonedAt)?.toISOString() ?? null,
});

const toAttemptView = ({ at, status, error, durationMs }: CallbackAttempt): CallbackAttemptView => ({
	at: at.toISOString(),
	status,
	error,
	durationMs,
});
