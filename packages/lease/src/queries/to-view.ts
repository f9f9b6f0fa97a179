import {
	type DiagnosticView,
	type InstanceView,
	type LeaseDetail,
	type LeaseEvent,
	type LeaseItemView,
	type LeaseSummary,
	type OperationView,
	type ReleaseView,
	type RetentionTombstoneView,
	type RetentionView,
	withoutValues,
} from "@berth/core";
import type {
	DiagnosticRecord,
	EventRecord,
	InstanceRecord,
	LeaseItemRecord,
	LeaseRecord,
	NodeRecord,
	OperationRecord,
	ReleaseRecord,
	RetentionRecord,
	RetentionTombstone,
} from "@berth/db";
import { instanceKey } from "../names.ts";
import type { Caller } from "../service.ts";
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
	/** What the closed lease left. */
	readonly retention: RetentionView | null;
	/** What it left, when that is gone. */
	readonly gone: RetentionTombstoneView | null;
}

/** Who reads it, as far as it matters here. */
type Sees = Pick<Caller, "seesValues">;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export function toSummary({ lease, tenantName, node, release, instances, now }: SummaryParts): LeaseSummary {
	const serving = instances.filter((row) => isServing(lease, row));
	return {
		id: lease.id,
		tenantId: lease.tenantId,
		tenantName,
		name: lease.name,
		partition: lease.partition,
		state: lease.state,
		stateSince: lease.stateSince.toISOString(),
		unknownSince: lease.state === "closed" ? null : silentSince(node, now),
		quarantined: lease.quarantinedAt !== null,
		reason: lease.reason,
		message: lease.message,
		version: lease.version,
		generation: lease.generation,
		eventSeq: lease.eventSeq,
		items: lease.items.map(toItemView),
		images: [...new Set(Object.values(release?.manifest.services ?? {}).map((service) => service.image))],
		endpoints: lease.state === "closed" ? [] : serving.flatMap((row) => row.endpoints),
		degraded: lease.state === "ready" && serving.some((row) => row.state !== "running"),
		expiresAt: iso(lease.expiresAt),
		createdAt: lease.createdAt.toISOString(),
		closedAt: iso(lease.closedAt),
	};
}

/** Of the instances there are, those that serve; while none do, those that are being brought up. */
const isServing = ({ serving, generation }: LeaseRecord, row: InstanceRecord): boolean =>
	row.generation === (serving === null ? generation : serving[instanceKey(row)]);

export function toDetail(parts: DetailParts, sees: Sees): LeaseDetail {
	const { lease, node, release, instances, operation, diagnostics, retention, gone } = parts;
	return {
		...toSummary(parts),
		nodeName: node?.name ?? "",
		instances: instances.map(toInstanceView),
		operation: operation && toOperationView(operation, lease),
		release: release && toReleaseView(release, sees),
		retention,
		gone,
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

const toItemView = ({ service, sku, quantity, cpuMillis, memoryBytes, diskBytes, domain }: LeaseItemRecord): LeaseItemView => ({
	service,
	sku,
	quantity,
	cpuMillis,
	memoryBytes,
	diskBytes,
	domain,
});

/** A release without what it runs. */
export const toReleaseHead = (release: ReleaseRecord): Omit<ReleaseView, "manifest" | "items"> => ({
	number: release.number,
	status: release.status,
	cause: release.cause,
	rollbackOf: release.rollbackOf,
	note: release.note,
	createdBy: release.createdBy,
	createdAt: release.createdAt.toISOString(),
});

/** A release with what it runs: the one place where a manifest goes out to anybody, and only whoever may see values gets them. */
export const toReleaseView = (release: ReleaseRecord, { seesValues }: Sees): ReleaseView => ({
	...toReleaseHead(release),
	items: release.items.map(toItemView),
	manifest: seesValues ? release.manifest : withoutValues(release.manifest),
});

export const toRetentionView = (record: RetentionRecord, volumes: number): RetentionView => ({
	id: record.id,
	tenantId: record.tenantId,
	leaseId: record.leaseId,
	leaseName: record.leaseName,
	state: record.state,
	items: record.items.map(toItemView),
	volumes,
	bytes: record.diskBytes,
	partition: record.partition,
	createdAt: record.createdAt.toISOString(),
	expiresAt: record.expiresAt.toISOString(),
	givenUp: record.givenUp && { because: record.givenUp.because, at: record.givenUp.at.toISOString(), by: record.givenUp.by },
});

export const toTombstoneView = (gone: RetentionTombstone): RetentionTombstoneView => ({
	id: gone.id,
	tenantId: gone.tenantId,
	leaseId: gone.leaseId,
	leaseName: gone.leaseName,
	partition: gone.partition,
	bytes: gone.diskBytes,
	createdAt: gone.createdAt.toISOString(),
	because: gone.because,
	givenUpBy: gone.givenUpBy,
	givenUpAt: gone.givenUpAt.toISOString(),
	destroyedAt: gone.destroyedAt.toISOString(),
});

/** Whether somebody asked to cancel it stands on its lease. */
export const toOperationView = (operation: OperationRecord, lease: Pick<LeaseRecord, "cancelRequested">): OperationView => ({
	id: operation.id,
	leaseId: operation.leaseId,
	kind: operation.kind,
	state: operation.state,
	requestedBy: operation.requestedBy,
	releaseNumber: operation.releaseNumber,
	instance: operation.instance,
	cancelRequested: lease.cancelRequested === operation.id,
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

export const toDiagnosticView = (row: DiagnosticRecord): DiagnosticView => ({
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
