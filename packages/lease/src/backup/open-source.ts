import { AppError, type LeaseId, type Manifest, type NodeId, type RetentionId, type TenantId } from "@berth/core";
import type { LeaseItemRecord, LeaseRecord, LeaseVolume } from "@berth/db";
import { getOwnLease } from "../commands/command-context.ts";
import { notRetained } from "../commands/keep-retained.ts";
import { notThere } from "../commands/restore-lease.ts";
import type { Caller } from "../service.ts";
import { isDead } from "../work/instance-rows.ts";
import { type BackupSource, type BackupTools, placeOf } from "./backup-tools.ts";

/** Data that nobody writes to, and how to see that it stayed so. */
export interface OpenSource {
	readonly kind: "lease" | "retention";
	readonly id: string;
	readonly leaseName: string;
	readonly tenantId: TenantId;
	readonly nodeId: NodeId;
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
	readonly volumes: readonly LeaseVolume[];
	/** Errors  CONFLICT (`data.why` = `moved`) when somebody may have written since it was opened. */
	assertSame(): Promise<void>;
}

/** Errors  NOT_FOUND; INVALID_STATE (`data.state`) for a lease that is not stopped or failed, runs, or has no volumes; for a record that is not `active`, or whose lease left something that runs. */
export async function openSource(tools: BackupTools, caller: Caller, source: BackupSource, signal: AbortSignal): Promise<OpenSource> {
	const opened =
		"leaseId" in source
			? await openLease(tools, caller, source.leaseId, signal)
			: await openRecord(tools, caller, source.retentionId, signal);
	if (opened.volumes.length > 0) return opened;
	throw new AppError("INVALID_STATE", { message: "There are no volumes, and so nothing to export.", data: { why: "no-volumes" } });
}

const moved = (): AppError =>
	new AppError("CONFLICT", {
		message: "The data came into use while it was exported; what was received is no valid archive.",
		data: { why: "moved" },
	});

async function openLease(tools: BackupTools, caller: Caller, id: LeaseId, signal: AbortSignal): Promise<OpenSource> {
	const { stores } = tools;
	const lease = await getOwnLease(tools, caller, id);
	const { state } = lease;
	if (state !== "stopped" && state !== "failed")
		throw new AppError("INVALID_STATE", { message: "Stop the lease first: its data may change while it runs.", data: { state } });
	const isRunning = await createLook(tools, lease.nodeId, id, signal);
	if (await isRunning())
		throw new AppError("INVALID_STATE", { message: "Something of the lease still runs; stop or restart it first.", data: { state } });
	const release = (await stores.reader.currentReleases([id])).get(id);
	if (release === undefined) throw new AppError("INTERNAL", { cause: new Error("a lease has no release") });
	return {
		kind: "lease",
		id,
		leaseName: lease.name,
		tenantId: lease.tenantId,
		nodeId: lease.nodeId,
		manifest: release.manifest,
		items: lease.items,
		volumes: lease.volumes,
		async assertSame() {
			const now = await stores.leases.find(id, "all");
			if (now === null || !restsStill(lease, now) || (await isRunning())) throw moved();
		},
	};
}

/**
 * Asks whether anything of a lease may write to its data, also what is only held up. Another node's containers are not to be taken for
 * gone; its data is not read here either.
 */
async function createLook(tools: BackupTools, nodeId: NodeId, leaseId: LeaseId, signal: AbortSignal): Promise<() => Promise<boolean>> {
	const { isHere } = await placeOf(tools, nodeId);
	return async () =>
		isHere && (await tools.engine.containers.list({ leaseId }, { signal })).some((one) => one.phase !== "created" && !isDead(one));
}

/** Whoever starts it, closes it or works on it moves it or makes a generation; a renewed term or a new label is no use of its data. */
const restsStill = (before: LeaseRecord, now: LeaseRecord): boolean =>
	now.state === before.state &&
	now.stateSince.getTime() === before.stateSince.getTime() &&
	now.generation === before.generation &&
	now.volumes.length === before.volumes.length;

async function openRecord(tools: BackupTools, caller: Caller, id: RetentionId, signal: AbortSignal): Promise<OpenSource> {
	const { stores } = tools;
	const revision = await stores.imports.revision(id);
	const record = await stores.retentions.find(id, caller.scope);
	if (record === null) throw await notRetained(stores, caller, id);
	if (record.state !== "active" || revision === null) throw notThere(record);
	// What a teardown had to leave behind may go on until it is found again.
	const isRunning = record.leaseId === null ? async () => false : await createLook(tools, record.nodeId, record.leaseId, signal);
	if (await isRunning())
		throw new AppError("INVALID_STATE", {
			message: "Something of the closed lease still runs; it is stopped as soon as its node can be asked to.",
			data: { state: record.state },
		});
	const volumes = await stores.retentions.volumes(id);
	return {
		kind: "retention",
		id,
		leaseName: record.leaseName,
		tenantId: record.tenantId,
		nodeId: record.nodeId,
		manifest: record.manifest,
		items: record.items,
		volumes,
		async assertSame() {
			// A restoring that failed brings it back as it was, and it was mounted meanwhile: only its writing tells.
			if ((await stores.imports.revision(id)) !== revision || (await isRunning())) throw moved();
		},
	};
}
