import type { LeaseChange } from "../../lease-change.ts";
import type { LeaseRecord, LeaseVolume, Resources } from "../../records.ts";
import type { RestoringRecord } from "./lock-record.ts";

/** What a change makes of what a lease has on its node, and by how much its tenant and its node then count more or less. */
export interface Balance {
	/** Its volumes afterwards, in their order. */
	readonly volumes: readonly LeaseVolume[];
	/** Those that leave it for a retention record. */
	readonly handed: readonly LeaseVolume[];
	readonly held: Resources | null;
	readonly tenant: Resources & { readonly leases: number };
	readonly node: Resources;
	/** Whether it asks for more of something, which quota and node may refuse. */
	readonly grows: boolean;
}

const NOTHING: Resources = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0 };
export const quotaOf = (volumes: readonly LeaseVolume[]): number => volumes.reduce((sum, { quotaBytes }) => sum + quotaBytes, 0);

/** In the order in which every read gives them. */
export const inOrder = (volumes: readonly LeaseVolume[]): LeaseVolume[] =>
	volumes.toSorted((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : a.index - b.index));

/** Pure. `record` is the retention record that the change reopens, or whose restoring it ends. */
export function weigh(before: LeaseRecord, change: LeaseChange, record: RestoringRecord | null): Balance {
	const quotas = new Map(change.volumeQuotas?.map(({ id, quotaBytes }) => [id, quotaBytes]));
	const taken = change.reopen === undefined ? [] : (record?.volumes ?? []);
	const standing = [...before.volumes, ...taken].map((volume) => ({ ...volume, quotaBytes: quotas.get(volume.id) ?? volume.quotaBytes }));
	const fails = change.endRestore === "failed" && record !== null;
	const handed = fails || change.retain !== undefined ? standing : [];
	const was = before.holds ?? NOTHING;
	const held = heldAfter(before.holds, change, fails);
	const is = held ?? NOTHING;
	const more: Resources = {
		cpuMillis: is.cpuMillis - was.cpuMillis,
		memoryBytes: is.memoryBytes - was.memoryBytes,
		diskBytes: is.diskBytes - was.diskBytes,
	};
	// A record counts on the node like a lease does, but while it is restoring: then its lease does.
	const kept = quotaOf(handed) - (change.reopen === undefined ? 0 : (record?.diskBytes ?? 0));
	const tenant = { leases: Number(held !== null) - Number(before.holds !== null), ...more };
	const node = { ...more, diskBytes: more.diskBytes + kept };
	const asks = change.holds !== undefined && !change.releaseCapacity;
	return {
		volumes: inOrder([...(handed.length > 0 ? [] : standing), ...(change.newVolumes ?? [])]),
		handed,
		held,
		tenant,
		node,
		grows: asks && [...Object.values(tenant), ...Object.values(node)].some((amount) => amount > 0),
	};
}

/** What gives all of its volumes back needs no disk any more, also none of what it was to grow by. */
function heldAfter(before: Resources | null, change: LeaseChange, isGivenBack: boolean): Resources | null {
	if (change.releaseCapacity) return null;
	if (change.holds !== undefined) return change.holds;
	return before === null || !isGivenBack ? before : { ...before, diskBytes: 0 };
}
