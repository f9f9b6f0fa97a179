import { AppError, type Clock, type LeaseDetail, type LeaseId, type LeaseSummary } from "@berth/core";
import type { LeaseRecord, OperationRecord, Stores } from "@berth/db";
import type { Caller } from "../service.ts";
import type { Directory } from "./directory.ts";
import { readRetentionOf } from "./read-retentions.ts";
import { toDetail, toSummary, toTombstoneView } from "./to-view.ts";

export interface ReadTools {
	readonly stores: Stores;
	readonly directory: Directory;
	readonly clock: Clock;
}

/** The newest diagnostics shown with a lease. */
const DIAGNOSTICS_MAX = 20;

/** A lease as its own page shows it. Errors  NOT_FOUND, also for another tenant's. */
export async function readDetail(tools: ReadTools, caller: Caller, id: LeaseId): Promise<LeaseDetail> {
	const lease = await tools.stores.leases.find(id, caller.scope);
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId: id } });
	return await readDetailOf(tools, caller, lease);
}

/** The same of a lease that was read just now, in the caller's scope, and perhaps its operation too. */
export async function readDetailOf(
	tools: ReadTools,
	caller: Caller,
	lease: LeaseRecord,
	found: Promise<OperationRecord | null> = operationOf(tools, lease),
): Promise<LeaseDetail> {
	const { stores, directory, clock } = tools;
	const { id } = lease;
	const [instances, releases, operation, diagnostics, retention, gone, names, nodes] = await Promise.all([
		stores.reader.instances([id]),
		stores.reader.currentReleases([id]),
		found,
		stores.reader.diagnostics(id, DIAGNOSTICS_MAX),
		lease.state === "closed" ? readRetentionOf(stores, id) : null,
		lease.state === "closed" ? stores.retentions.newestTombstone(id) : null,
		directory.tenantNames([lease.tenantId]),
		directory.nodes(),
	]);
	const parts = {
		lease,
		tenantName: names.get(lease.tenantId) ?? "",
		node: nodes.get(lease.nodeId) ?? null,
		release: releases.get(id) ?? null,
		instances: instances.get(id) ?? [],
		operation,
		diagnostics,
		retention,
		gone: gone && toTombstoneView(gone),
		now: clock.now(),
	};
	return toDetail(parts, caller);
}

/** The operation that a lease names, which may have ended. */
export const operationOf = async ({ stores }: Pick<ReadTools, "stores">, { operationId }: LeaseRecord): Promise<OperationRecord | null> =>
	operationId === null ? null : await stores.operations.find(operationId);

/** Leases as lists show them, all read in a handful of queries however many they are. */
export async function toSummaries(tools: ReadTools, leases: readonly LeaseRecord[]): Promise<LeaseSummary[]> {
	const { stores, directory, clock } = tools;
	if (leases.length === 0) return [];
	const ids = leases.map((lease) => lease.id);
	const [instances, releases, names, nodes] = await Promise.all([
		stores.reader.instances(ids),
		stores.reader.currentReleases(ids),
		directory.tenantNames(leases.map((lease) => lease.tenantId)),
		directory.nodes(),
	]);
	const now = clock.now();
	return leases.map((lease) =>
		toSummary({
			lease,
			tenantName: names.get(lease.tenantId) ?? "",
			node: nodes.get(lease.nodeId) ?? null,
			release: releases.get(lease.id) ?? null,
			instances: instances.get(lease.id) ?? [],
			now,
		}),
	);
}
