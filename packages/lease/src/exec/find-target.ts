import { AppError, isClosing } from "@berth/core";
import type { InstanceRecord, LeaseRecord } from "@berth/db";
import { instanceKey } from "../names.ts";
import type { Caller } from "../service.ts";
import type { ExecPlace } from "./exec-service.ts";
import type { ExecTools } from "./exec-tools.ts";

export interface ExecTarget {
	readonly lease: LeaseRecord;
	readonly containerId: string;
}

/** States in which nothing serves, or will not in a moment. */
const isAway = ({ state }: LeaseRecord): boolean => isClosing(state) || state === "stopped" || state === "stopping";

/** The container of an instance that serves and runs. Errors  as `ExecService.check`. */
export async function findTarget(
	tools: Pick<ExecTools, "stores" | "engineNode" | "directory">,
	caller: Caller,
	place: ExecPlace,
): Promise<ExecTarget> {
	const { leaseId, service, index } = place;
	const lease = await tools.stores.leases.find(leaseId, caller.scope);
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId } });
	await assertInSight(tools, lease);
	const rows = (await tools.stores.reader.instances([leaseId])).get(leaseId) ?? [];
	const own = rows.filter((row) => row.service === service && row.index === index);
	const serving = own.find((row) => row.generation === lease.serving?.[instanceKey(row)]);
	if (isAway(lease)) throw away(lease, serving ?? null);
	if (own.length === 0) throw new AppError("NOT_FOUND", { message: "The lease has no such instance.", data: { leaseId, service, index } });
	if (serving === undefined || serving.containerId === null || !isUp(serving)) throw away(lease, serving ?? null);
	return { lease, containerId: serving.containerId };
}

const isUp = ({ state }: InstanceRecord): boolean => state === "running" || state === "unhealthy" || state === "starting";

const away = ({ state }: LeaseRecord, instance: InstanceRecord | null) =>
	new AppError("INVALID_STATE", {
		message: "Nothing runs there at present that a program could be run beside.",
		data: { state, instance: instance?.state ?? null },
	});

/** Another node's containers are not to be taken for gone. */
async function assertInSight(
	{ engineNode, directory }: Pick<ExecTools, "engineNode" | "directory">,
	{ nodeId }: LeaseRecord,
): Promise<void> {
	if (engineNode === null) return;
	const node = (await directory.nodes()).get(nodeId)?.name ?? "unknown";
	if (node === engineNode) return;
	throw new AppError("UNSUPPORTED", {
		message: `The lease is on node ${node}, whose containers are entered through the Berth process beside it.`,
		data: { node },
	});
}
