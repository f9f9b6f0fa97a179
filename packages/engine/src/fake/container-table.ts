import type { Selector } from "../engine.ts";
import type { ContainerRecord } from "./container-record.ts";

/** The containers of the machine, found by id, by name and by lease without looking at all of them. */
export interface ContainerTable {
	find(idOrName: string): ContainerRecord | null;
	add(record: ContainerRecord): void;
	remove(record: ContainerRecord): void;
	rename(record: ContainerRecord, name: string): void;
	all(): Iterable<ContainerRecord>;
	/** Those of one installation that hold everything the selector names. */
	select(installation: string, selector: Selector): ContainerRecord[];
	/** How many are on a network, running or not. */
	countOn(network: string): number;
	readonly size: number;
}

export function createContainerTable(): ContainerTable {
	const byId = new Map<string, ContainerRecord>();
	const byName = new Map<string, ContainerRecord>();
	const byLease = new Map<string, readonly ContainerRecord[]>();
	const onNetwork = new Map<string, number>();

	const count = (network: string, by: 1 | -1) => {
		const now = (onNetwork.get(network) ?? 0) + by;
		if (now === 0) onNetwork.delete(network);
		else onNetwork.set(network, now);
	};
	const setLease = (leaseId: string | null, change: (old: readonly ContainerRecord[]) => readonly ContainerRecord[]) => {
		if (leaseId === null) return;
		const now = change(byLease.get(leaseId) ?? []);
		if (now.length === 0) byLease.delete(leaseId);
		else byLease.set(leaseId, now);
	};

	return {
		find: (idOrName) => byId.get(idOrName) ?? byName.get(idOrName) ?? null,
		add(record) {
			byId.set(record.id, record);
			byName.set(record.name, record);
			setLease(record.leaseId, (old) => [...old, record]);
			count(record.network, 1);
		},
		remove(record) {
			if (!byId.delete(record.id)) return;
			byName.delete(record.name);
			setLease(record.leaseId, (old) => old.filter((one) => one !== record));
			count(record.network, -1);
		},
		rename(record, name) {
			byName.delete(record.name);
			record.name = name;
			byName.set(name, record);
		},
		all: () => byId.values(),
		select(installation, selector) {
			const among = selector.leaseId === undefined ? byId.values() : (byLease.get(selector.leaseId) ?? []);
			const found: ContainerRecord[] = [];
			for (const record of among) {
				if (record.installation !== installation) continue;
				if (selector.tenantId !== undefined && record.tenantId !== selector.tenantId) continue;
				if (selector.besides?.includes(record.id)) continue;
				found.push(record);
			}
			return found;
		},
		countOn: (network) => onNetwork.get(network) ?? 0,
		get size() {
			return byId.size;
		},
	};
}
