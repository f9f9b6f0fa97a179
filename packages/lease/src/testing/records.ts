import type { LeaseId, NodeId, OperationId, TenantId } from "@berth/core";
import type { InstanceRecord, LeaseItemRecord, LeaseRecord, OperationRecord } from "@berth/db";
import type { ContainerObservation } from "@berth/engine";

/** Rows and observations for unit tests: everything well, one service `web` with one instance of generation 1. */

// Ids are opaque to what is tested with them.
const id = (last: number) => `01900000-0000-7000-8000-${String(last).padStart(12, "0")}`;
export const leaseId = id(1) as LeaseId;
export const at = new Date("2026-01-02T03:04:05.000Z");

export const anItem = (over: Partial<LeaseItemRecord> = {}): LeaseItemRecord => ({
	service: "web",
	sku: "tiny",
	quantity: 1,
	cpuMillis: 1,
	memoryBytes: 1,
	diskBytes: 0,
	pidsMax: 1,
	domain: null,
	...over,
});

export const aLease = (over: Partial<LeaseRecord> = {}): LeaseRecord => ({
	id: leaseId,
	tenantId: id(2) as TenantId,
	nodeId: id(3) as NodeId,
	name: "one",
	state: "ready",
	stateSince: at,
	deadlineAt: null,
	version: 1,
	generation: 1,
	serving: { "web-0": 1 },
	activeRelease: 1,
	releaseSeq: 1,
	eventSeq: 1,
	wakeAt: null,
	attempt: 0,
	failCount: 0,
	reason: null,
	message: null,
	operationId: id(4) as OperationId,
	cancelRequested: null,
	callbackUrl: null,
	expiresAt: null,
	expiryAnnounced: false,
	closeData: "retain",
	partition: null,
	holds: { cpuMillis: 1, memoryBytes: 1, diskBytes: 0 },
	quarantinedAt: null,
	items: [anItem()],
	volumes: [],
	hostPorts: [],
	createdBy: "user:test",
	createdAt: at,
	closedAt: null,
	readAt: at,
	...over,
});

export const anOperation = (over: Partial<OperationRecord> = {}): OperationRecord => ({
	id: id(4) as OperationId,
	leaseId,
	tenantId: id(2) as TenantId,
	kind: "provision",
	state: "running",
	requestedBy: "user:test",
	releaseNumber: 1,
	instance: null,
	steps: [],
	reason: null,
	message: null,
	callbackUrl: null,
	requestHash: "hash",
	traceParent: null,
	createdAt: at,
	startedAt: at,
	finishedAt: null,
	...over,
});

export const anInstance = (over: Partial<InstanceRecord> = {}): InstanceRecord => ({
	service: "web",
	index: 0,
	generation: 1,
	containerId: "c-web-0-1",
	image: "app:1",
	state: "running",
	health: "none",
	exitCode: null,
	oomKilled: false,
	startedAt: at,
	endpoints: [],
	...over,
});

export const anObservation = (over: Partial<ContainerObservation> = {}): ContainerObservation => {
	const { service = "web", index = 0, generation = 1 } = over;
	return {
		id: `c-${service}-${index}-${generation}`,
		name: `berth-${leaseId}-${service}-${index}-g${generation}`,
		phase: "running",
		health: "none",
		exitCode: null,
		oomKilled: false,
		error: null,
		startedAt: at.toISOString(),
		finishedAt: null,
		image: "app:1",
		imageId: "sha256:0",
		ports: [],
		networkIp: null,
		specHash: "hash",
		tenantId: id(2),
		leaseId,
		service,
		kind: "main",
		index,
		generation,
		healthOutput: null,
		...over,
	};
};
