/** What one service of a lease takes, for each of its instances. */
export interface HeldItem {
	readonly service: string;
	readonly quantity: number;
	readonly cpuMillis: number;
	readonly memoryBytes: number;
	readonly diskBytes: number;
}

export interface HeldVolume {
	readonly service: string;
	readonly index: number;
	readonly quotaBytes: number;
}

export interface Held {
	readonly cpuMillis: number;
	readonly memoryBytes: number;
	readonly diskBytes: number;
}

/**
 * What items and volumes reserve on a node. A volume counts with its limit also while no instance uses it, and with the larger of
 * limit and size while it is being changed; one that is not made yet counts with its instance's size.
 */
export function heldBy(items: readonly HeldItem[], volumes: readonly HeldVolume[]): Held {
	const sum = (of: (item: HeldItem) => number) => items.reduce((total, item) => total + item.quantity * of(item), 0);
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
