import { AppError, type LeaseId, type Millis, SECOND, type TenantId } from "@berth/core";

/** Scans of one lease's log at the same time. More only slow each other: all of them read the same file. */
const PER_LEASE = 3;
/** Of one tenant's leases. More: a tenant of many leases has the engine and this process to itself. Fewer: two people who search wait. */
const PER_TENANT = 6;
/** How long to wait before the next try. A search may take longer, and most end sooner. */
const RETRY_MS: Millis = 5 * SECOND;

/** Who scans what. */
export interface Scan {
	readonly leaseId: LeaseId;
	/** Whose place is taken; null for an admin's, who searches for nobody's tenant and is kept out by none. */
	readonly tenantId: TenantId | null;
}

/** Counts who scans, in this process. */
export interface ScanGate {
	/** Returns what leaves again. Errors  THROTTLED (`data.which`, `data.max`, `data.retryAfterMs`). */
	enter(scan: Scan): () => void;
}

export function createScanGate(): ScanGate {
	const running = new Map<string, number>();
	return {
		enter(scan) {
			const places = placesOf(scan);
			for (const { which, key, max, said } of places) {
				if ((running.get(key) ?? 0) < max) continue;
				const message = `${said} by ${max} already; wait for one of them or cancel it.`;
				throw new AppError("THROTTLED", { message, data: { which, max, retryAfterMs: RETRY_MS } });
			}
			for (const { key } of places) running.set(key, (running.get(key) ?? 0) + 1);
			return () => {
				for (const { key } of places) {
					const left = (running.get(key) ?? 1) - 1;
					if (left > 0) running.set(key, left);
					else running.delete(key);
				}
			};
		},
	};
}

const placesOf = ({ leaseId, tenantId }: Scan) => [
	{ which: "lease", key: `lease ${leaseId}`, max: PER_LEASE, said: "The log of this lease is searched or exported" },
	...(tenantId === null
		? []
		: [{ which: "tenant", key: `tenant ${tenantId}`, max: PER_TENANT, said: "Logs of this tenant are searched or exported" }]),
];
