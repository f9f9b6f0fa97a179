import { AppError, type Clock, type LeaseId } from "@berth/core";
import type { InstanceRecord, LeaseRecord, Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { Directory } from "../queries/directory.ts";
import type { Caller } from "../service.ts";
import type { LogChoice } from "./log-options.ts";

/** What logs are read from. */
export interface LogSources {
	readonly stores: Pick<Stores, "leases" | "reader">;
	readonly engine: Pick<Engine, "logs">;
	/** The node whose containers the engine shows; null when it shows all of them. */
	readonly engineNode: string | null;
	readonly directory: Pick<Directory, "nodes">;
	readonly clock: Clock;
}

export interface Rows {
	readonly lease: LeaseRecord;
	/** Those that have a container that was started, of the services asked for. */
	readonly rows: readonly InstanceRecord[];
}

/** The instances whose logs may be read. Errors  NOT_FOUND. */
export async function readRows({ stores }: LogSources, caller: Caller, id: LeaseId, { services, instance }: LogChoice): Promise<Rows> {
	const lease = await stores.leases.find(id, caller.scope);
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId: id } });
	const rows = (await stores.reader.instances([id])).get(id) ?? [];
	const isReadable = (row: InstanceRecord) => row.containerId !== null && row.state !== "created";
	const isAsked = (row: InstanceRecord) =>
		(services === undefined || services.includes(row.service)) && (instance === undefined || row.index === instance);
	return { lease, rows: rows.filter((row) => isReadable(row) && isAsked(row)) };
}

/** Another node's containers are not to be taken for gone. Errors  UNSUPPORTED. */
export async function assertInSight({ engineNode, directory }: LogSources, { nodeId }: LeaseRecord): Promise<void> {
	if (engineNode === null) return;
	const node = (await directory.nodes()).get(nodeId)?.name ?? "unknown";
	if (node === engineNode) return;
	throw new AppError("UNSUPPORTED", {
		message: `The lease is on node ${node}, whose logs are read by the Berth process beside it.`,
		data: { node },
	});
}
