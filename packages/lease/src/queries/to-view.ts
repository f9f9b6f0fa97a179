import type { DiagnosticView, InstanceView, LeaseDetail, LeaseEvent, LeaseSummary, OperationView } from "@berth/core";
import type { DiagnosticRecord, EventRecord, InstanceRecord, LeaseRecord, NodeRecord, OperationRecord, ReleaseRecord } from "@berth/db";
import { NODE_SILENT_MS } from "../timings.ts";

/** Rows as the people see them: pure, dates as ISO text. */

export interface SummaryParts {
	readonly lease: LeaseRecord;
	readonly tenantName: string;
	readonly node: NodeRecord | null;
	readonly release: ReleaseRecord | null;
	readonly instances: readonly InstanceRecord[];
	readonly now: Date;
}

export interface DetailParts extends SummaryParts {
	readonly operation: OperationRecord | null;
	readonly diagnostics: readonly DiagnosticRecord[];
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export function toSummary({ lease, tenantName, node, release, instances, now }: SummaryParts): LeaseSummary {
	const serving = instances.filter((row) => row.generation === (lease.observedGeneration ?? lease.generation));
	return {
		id: lease.id,
		tenantId: lease.tenantId,
		tenantName,
		name: lease.name,
		state: lease.state,
		stateSince: lease.stateSince.toISOString(),
		unknownSince: lease.state === "closed" ? null : silentSince(node, now),
		quarantined: lease.quarantinedAt !== null,
		reason: lease.reason,
		message: lease.message,
		version: lease.version,
		generation: lease.generation,
		eventSeq: lease.eventSeq,
		items: lease.items.map(({ service, sku, quantity, cpuMillis, memoryBytes, diskBytes }) => ({
			service,
			sku,
			quantity,
			cpuMillis,
			memoryBytes,
			diskBytes,
		})),
		images: [...new Set(Object.values(release?.manifest.services ?? {}).map((service) => service.image))],
		endpoints: lease.state === "closed" ? [] : serving.flatMap((row) => row.endpoints),
		degraded: lease.state === "ready" && serving.some((row) => row.state !== "running"),
		createdAt: lease.createdAt.toISOString(),
		closedAt: iso(lease.closedAt),
	};
}

export function toDetail(parts: DetailParts): LeaseDetail {
	const { lease, node, release, instances, operation, diagnostics } = parts;
	return {
		...toSummary(parts),
		nodeName: node?.name ?? "",
		instances: instances.map(toInstanceView),
		operation: operation && toOperationView(operation),
		release: release && {
			number: release.number,
			status: release.status,
			createdAt: release.createdAt.toISOString(),
			manifest: release.manifest,
		},
		diagnostics: diagnostics.map(toDiagnosticView),
		deadlineAt: iso(lease.deadlineAt),
		nextWakeAt: iso(lease.wakeAt),
		attempt: lease.attempt,
	};
}

/** Since when nobody has vouched for what a node's rows say; null while somebody does. */
export function silentSince(node: NodeRecord | null, now: Date): string | null {
	if (node === null) return now.toISOString();
	const seenMs = node.seenAt?.getTime() ?? 0;
	const isClaimed = node.claimedUntil !== null && node.claimedUntil.getTime() >= now.getTime();
	if (isClaimed && now.getTime() - seenMs <= NODE_SILENT_MS) return null;
	return new Date(seenMs).toISOString();
}

export const toOperationView = (operation: OperationRecord): OperationView => ({
	id: operation.id,
	leaseId: operation.leaseId,
	kind: operation.kind,
	state: operation.state,
	requestedBy: operation.requestedBy,
	steps: operation.steps,
	reason: operation.reason,
	message: operation.message,
	createdAt: operation.createdAt.toISOString(),
	startedAt: iso(operation.startedAt),
	finishedAt: iso(operation.finishedAt),
});

const toInstanceView = (row: InstanceRecord): InstanceView => ({
	service: row.service,
	index: row.index,
	generation: row.generation,
	state: row.state,
	health: row.health,
	exitCode: row.exitCode,
	oomKilled: row.oomKilled,
	image: row.image,
	startedAt: iso(row.startedAt),
	endpoints: row.endpoints,
});

const toDiagnosticView = (row: DiagnosticRecord): DiagnosticView => ({
	service: row.service,
	index: row.index,
	reason: row.reason,
	exitCode: row.exitCode,
	oomKilled: row.oomKilled,
	healthOutput: row.healthOutput,
	logTail: row.logTail,
	detail: row.detail,
	at: row.at.toISOString(),
});

export const toEventView = (event: EventRecord): LeaseEvent => ({
	leaseId: event.leaseId,
	seq: event.seq,
	at: event.at.toISOString(),
	operationId: event.operationId,
	actor: event.actor,
	body: event.body,
});
