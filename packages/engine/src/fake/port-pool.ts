/**
 * Hands out host ports as a daemon does: each to one holder at a time, and not the one just given back.
 *
 * When the ports of 127.0.0.1 are used up it goes on with 127.0.0.2, so a load test may hold more than one address has.
 */
export interface PortPool {
	take(): HostPort;
	giveBack(held: HostPort): void;
}

/** Address and port in one number. */
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
		giveBack: (held) => void taken.delete(held),
	};
}

export const hostIpOf = (held: HostPort): string => `127.0.0.${1 + Math.floor(held / COUNT)}`;
export const hostPortOf = (held: HostPort): number => FIRST + (held % COUNT);
