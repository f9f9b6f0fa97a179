import type { LeaseDetail, LeaseSummary } from "@berth/core";

/** A ready lease of one instance, for tests; `with` says what differs. */
export function leaseSummary(differs: Partial<LeaseSummary> = {}): LeaseSummary {
	return {
		partition: null,
		id: "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
		tenantId: "0190a1b2-0000-7000-8000-000000000001",
		tenantName: "acme",
		name: "shop",
		state: "ready",
		stateSince: "2025-02-01T12:00:00.000Z",
		unknownSince: null,
		quarantined: false,
		reason: null,
		message: null,
		version: 3,
		generation: 1,
		eventSeq: 5,
		items: [{ service: "app", sku: "micro", quantity: 1, cpuMillis: 250, memoryBytes: 64 * 2 ** 20, diskBytes: 2 ** 30, domain: null }],
		images: ["shop:1"],
		endpoints: [],
		degraded: false,
		expiresAt: null,
		createdAt: "2025-02-01T11:59:00.000Z",
		closedAt: null,
		...differs,
	};
}

export function leaseDetail(differs: Partial<LeaseDetail> = {}): LeaseDetail {
	return {
		...leaseSummary(),
		nodeName: "node-1",
		instances: [],
		operation: null,
		release: null,
		retention: null,
		gone: null,
		diagnostics: [],
		deadlineAt: null,
		nextWakeAt: null,
		attempt: 0,
		...differs,
	};
}
