import { AppError, type Clock, type TenantId } from "@berth/core";
import { createGate } from "../agent/lane-gate.ts";

export interface BuildRoom {
	/**
	 * Runs a build when it is its turn: tenants in turn, each tenant's own in the order they came.
	 *
	 * `onWait`  told once how many go before it, when it has to wait.
	 * Errors    BUSY (`data.which`: `node` or `tenant`, `data.max`) when too many wait already; the signal's reason.
	 */
	run<T>(tenantId: TenantId, signal: AbortSignal, onWait: (before: number) => void, build: () => Promise<T>): Promise<T>;
}

/** So many builds at once, one of each tenant unless nobody else could want one; a tenant may have half of those that wait. */
export function createBuildRoom({ atOnce, waitingMax }: { readonly atOnce: number; readonly waitingMax: number }, clock: Clock): BuildRoom {
	let given = 0;
	const gate = createGate({ lanes: atOnce, perTenant: 1, closing: 0 }, clock, () => {
		given += 1;
	});
	const waiting = new Map<TenantId, number>();
	const perTenant = Math.ceil(waitingMax / 2);
	const count = (tenantId: TenantId, by: 1 | -1) => void waiting.set(tenantId, (waiting.get(tenantId) ?? 0) + by);
	const refusal = (tenantId: TenantId): AppError | null => {
		if (gate.depth().waiting > waitingMax) return new AppError("BUSY", { data: { which: "node", max: waitingMax } });
		if ((waiting.get(tenantId) ?? 0) <= perTenant) return null;
		return new AppError("BUSY", { message: "So many of your builds wait already.", data: { which: "tenant", max: perTenant } });
	};

	/** Resolves when it has its turn. */
	async function enter(
		request: Parameters<typeof gate.enter>[0] & { readonly tenantId: TenantId },
		signal: AbortSignal,
		onWait: (before: number) => void,
	) {
		const { tenantId } = request;
		const turnedAway = new AbortController();
		const givenBefore = given;
		const entering = gate.enter(request, AbortSignal.any([signal, turnedAway.signal]));
		// A turn that is free is given at once.
		if (given > givenBefore) return void (await entering);
		count(tenantId, 1);
		try {
			const refused = refusal(tenantId);
			if (refused) turnedAway.abort(refused);
			else onWait(gate.before(request));
			await entering;
		} finally {
			count(tenantId, -1);
			if (waiting.get(tenantId) === 0) waiting.delete(tenantId);
		}
	}

	return {
		async run(tenantId, signal, onWait, build) {
			const request = { tenantId, closing: false, resuming: false };
			await enter(request, signal, onWait);
			try {
				return await build();
			} finally {
				gate.leave(request);
			}
		},
	};
}
