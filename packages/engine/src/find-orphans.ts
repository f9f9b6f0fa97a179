import { isAppError } from "@berth/core";
import type { Call } from "./call.ts";
import type { ContainerGroup, NetworkGroup } from "./engine.ts";
import type { AskKnown, OrphanFate, Orphans, ReapOptions } from "./upkeep-group.ts";

interface Groups {
	readonly containers: ContainerGroup;
	readonly networks: NetworkGroup;
}

/** What is ours and nobody's. The host is looked at first and who is known asked then, so that what is new is not taken for left over. */
export async function findOrphans({ containers, networks }: Groups, known: AskKnown, call: Call): Promise<Orphans> {
	const [ours, bridges] = await Promise.all([containers.list({ managed: true }, call), networks.list(call)]);
	const { leaseIds, tenantIds } = await known();
	const isUnknown = (id: string | null, ids: ReadonlySet<string>) => id === null || !ids.has(id);
	return {
		containers: ours.filter(({ leaseId }) => isUnknown(leaseId, leaseIds)),
		networks: bridges.filter(({ tenantId }) => isUnknown(tenantId, tenantIds)),
	};
}

export async function reapOrphans(groups: Groups, known: AskKnown, { dryRun, only }: ReapOptions, call: Call): Promise<OrphanFate[]> {
	const found = await findOrphans(groups, known, call);
	const isMeant = ({ id }: { readonly id: string }) => only === undefined || only.has(id);
	const fates: OrphanFate[] = [];
	for (const { id, name } of found.containers.filter(isMeant)) {
		fates.push({ kind: "container", id, name, fate: dryRun ? "would-remove" : await fateOf(groups.containers.remove(id, call)) });
	}
	for (const { id, name } of found.networks.filter(isMeant)) {
		fates.push({ kind: "network", id, name, fate: dryRun ? "would-remove" : await fateOf(groups.networks.removeIfEmpty(name, call)) });
	}
	return fates;
}

async function fateOf(removal: Promise<object>): Promise<OrphanFate["fate"]> {
	try {
		const done = await removal;
		return "outcome" in done && done.outcome === "kept" ? "in-use" : "removed";
	} catch (error) {
		if (isAppError(error, "ABORTED", "ENGINE_UNREACHABLE")) throw error;
		return "failed";
	}
}
