import { createHash } from "node:crypto";

export interface NetworkRecord {
	readonly id: string;
	readonly name: string;
	readonly installation: string | null;
	readonly tenantId: string | null;
	/** Third and second number of its addresses. */
	readonly subnet: number;
	lastAddress: number;
}

export interface NetworkTable {
	find(name: string): NetworkRecord | null;
	add(network: { readonly name: string; readonly installation: string | null; readonly tenantId: string | null }): NetworkRecord;
	remove(name: string): void;
	all(): Iterable<NetworkRecord>;
}

export function createNetworkTable(host: string): NetworkTable {
	const byName = new Map<string, NetworkRecord>();
	let made = 0;
	return {
		find: (name) => byName.get(name) ?? null,
		add(network) {
			made += 1;
			const id = createHash("sha256").update(`${host} network ${made}`).digest("hex");
			const record: NetworkRecord = { ...network, id, subnet: made, lastAddress: 1 };
			byName.set(network.name, record);
			return record;
		},
		remove: (name) => void byName.delete(name),
		all: () => byName.values(),
	};
}

/** The next address in the network: 10.a.b.c, never the gateway's. */
export function takeAddress(network: NetworkRecord): string {
	network.lastAddress = network.lastAddress >= 254 ? 2 : network.lastAddress + 1;
	return `10.${(network.subnet >> 8) & 255}.${network.subnet & 255}.${network.lastAddress}`;
}
