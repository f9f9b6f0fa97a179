import type { LeaseId, LeaseState } from "@berth/core";
import type { Command } from "./deed.ts";
import type { History } from "./history.ts";

const takenIn: Partial<Record<Command["kind"], readonly LeaseState[]>> = {
	retry: ["failed", "failing"],
	start: ["stopped"],
	restartOne: ["ready"],
	reopen: ["closed"],
	restore: ["closed"],
	cancel: ["provisioning", "updating", "restarting", "starting", "restoring"],
	relinquish: ["closed"],
};

/** Leases that would take it, as they are now; all of them where none would. */
export async function aims({ test, world, leases }: History, kind: Command["kind"]): Promise<readonly LeaseId[]> {
	const states = takenIn[kind];
	if (states === undefined) return leases;
	const rows = await test.database.stores.leases.list({ tenantId: world.tenantId }, { limit: 1_000, includeClosed: true });
	const aims = leases.filter((id) => rows.some((row) => row.id === id && states.includes(row.state)));
	return aims.length > 0 ? aims : leases;
}
