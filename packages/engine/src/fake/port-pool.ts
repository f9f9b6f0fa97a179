/**
 * Hands out host ports as a daemon does: each to one holder at a time, and not the one just given back.
 *
 * When the ports of 127.0.0.1 are used up it goes on with 127.0.0.2, so a load test may hold more than one address has.
 */
export interface PortPool {
	take(): HostPort;
	/** Exactly this one, on the first address; null while somebody has it. */
	takeThis(port: number, protocol: "tcp" | "udp"): HostPort | null;
	giveBack(held: HostPort): void;
}

/** Address and port in one number; below zero what was asked for by its own, of the first address. */
export type HostPort = number;

const FIRST = 32_768;
const COUNT = 32_768;

export function createPortPool(): PortPool {
	const taken = new Set<HostPort>();
	let next = 0;
	return {
		take() {
			const reach = COUNT * (Math.floor(taken.size / COUNT) + 1);
			while (taken.has(next % reach)) next = (next % reach) + 1;
			const held = next % reach;
			taken.add(held);
			next = held + 1;
			return held;
		},
		takeThis(port, protocol) {
			const held = -(port * 2 + Number(protocol === "udp"));
			if (taken.has(held) || taken.has(port - FIRST)) return null;
			taken.add(held);
			return held;
		},
		giveBack: (held) => void taken.delete(held),
	};
}

export const hostIpOf = (held: HostPort): string => `127.0.0.${1 + Math.floor(Math.max(0, held) / COUNT)}`;
export const hostPortOf = (held: HostPort): number => (held < 0 ? Math.floor(-held / 2) : FIRST + (held % COUNT));
