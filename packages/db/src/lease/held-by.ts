import type { LeaseItemRecord, LeaseVolume, Resources } from "../records.ts";

/** What a lease of these items needs on its node. A volume counts by its limit where that is larger, and also when no instance uses it. */
export function heldBy(items: readonly LeaseItemRecord[], volumes: readonly LeaseVolume[]): Resources {
	const sum = (of: (item: LeaseItemRecord) => number) => items.reduce((total, item) => total + item.quantity * of(item), 0);
	const beyond = volumes.reduce((total, volume) => {
		const item = items.find(({ service, quantity }) => service === volume.service && volume.index < quantity);
		return total + Math.max(0, volume.quotaBytes - (item?.diskBytes ?? 0));
	}, 0);
	return {
		cpuMillis: sum(({ cpuMillis }) => cpuMillis),
		memoryBytes: sum(({ memoryBytes }) => memoryBytes),
		diskBytes: sum(({ diskBytes }) => diskBytes) + beyond,
	};
}
