import { AppError, type LeaseId, type TenantId } from "@berth/core";
import type { ExecLimits } from "./exec-service.ts";

/** How many sessions this process has open, and whose. Those of other processes beside the same engine are counted there. */
export interface SessionRoom {
	/** Takes a place; returns what gives it back. Errors  RATE_LIMITED (`data.which`, `data.max`). */
	enter(of: { readonly leaseId: LeaseId; readonly tenantId: TenantId }): () => void;
	/** Whether there is a place. Errors  as `enter`. */
	check(of: { readonly leaseId: LeaseId; readonly tenantId: TenantId }): void;
}

export function createSessionRoom(limits: Pick<ExecLimits, "perLease" | "perTenant" | "inAll">): SessionRoom {
	const open = new Map<string, number>();
	const places = ({ leaseId, tenantId }: Parameters<SessionRoom["enter"]>[0]) =>
		[
			{ which: "lease", key: `lease ${leaseId}`, max: limits.perLease },
			{ which: "tenant", key: `tenant ${tenantId}`, max: limits.perTenant },
			{ which: "process", key: "all", max: limits.inAll },
		] as const;
	const check: SessionRoom["check"] = (of) => {
		for (const { which, key, max } of places(of)) {
			if ((open.get(key) ?? 0) < max) continue;
			throw new AppError("RATE_LIMITED", { message: `Too many sessions are open (${which}).`, data: { which, max } });
		}
	};
	return {
		check,
		enter(of) {
			check(of);
			const keys = places(of).map(({ key }) => key);
			for (const key of keys) open.set(key, (open.get(key) ?? 0) + 1);
			let isIn = true;
			return () => {
				if (!isIn) return;
				isIn = false;
				for (const key of keys) {
					const left = (open.get(key) ?? 1) - 1;
					if (left === 0) open.delete(key);
					else open.set(key, left);
				}
			};
		},
	};
}
