import { isIPv4 } from "node:net";
import { z } from "zod";
import { ok, type Verdict } from "../preflight-result.ts";
import { type Daemon, parse } from "./daemon.ts";
import type { Check } from "./preflight-check.ts";

/** Every tenant takes one address range; when the daemon has none left, no further tenant can begin. */
export const addressPoolCheck: Check = {
	id: "address_pools",
	title: "The engine has address ranges for more tenants",
	async judge({ context, signal }) {
		const [pools, subnets] = await Promise.all([readPools(context.daemon, signal), readSubnets(context.daemon, signal)]);
		return judgeAddressPools(pools, subnets);
	},
};

/** Ranges of `size` bits are given out from `base`. */
export interface AddressPool {
	readonly base: string;
	readonly size: number;
}

/** What the daemon takes when it was given nothing. Source  Docker, daemon configuration, default-address-pools. */
const defaultPools: readonly AddressPool[] = [
	...["172.17.0.0/16", "172.18.0.0/16", "172.19.0.0/16"].map((base) => ({ base, size: 16 })),
	...["172.20.0.0/14", "172.24.0.0/14", "172.28.0.0/14"].map((base) => ({ base, size: 16 })),
	{ base: "192.168.0.0/16", size: 20 },
];

const LEFT_MIN = 5;

export function judgeAddressPools(pools: readonly AddressPool[], subnets: readonly string[]): Verdict {
	const ranges = pools.map(({ base, size }) => ({ range: parseRange(base), size }));
	const taken = subnets.flatMap((subnet) => parseRange(subnet) ?? []);
	let total = 0;
	let left = 0;
	for (const { range, size } of ranges) {
		if (range === null) continue;
		const step = 2 ** (32 - size);
		const slots = Math.max(0, Math.floor((range.last - range.first + 1) / step));
		total += slots;
		left += countFree(range, step, slots, taken);
	}
	const seen = `${left} of ${total} ranges are free`;
	if (left >= LEFT_MIN) return ok(seen);
	const remedy = "Give the daemon more in default-address-pools, for example 10.64.0.0/10 in ranges of 24 bits, or remove unused networks.";
	return { severity: left === 0 ? "blocker" : "warning", seen, remedy };
}

interface Range {
	readonly first: number;
	readonly last: number;
}

/** How many slots of a pool no network touches. Networks are few, slots may be millions: only slots that are touched are looked at. */
function countFree(pool: Range, step: number, slots: number, taken: readonly Range[]): number {
	const touched = new Set<number>();
	for (const { first, last } of taken) {
		const from = Math.max(0, Math.floor((first - pool.first) / step));
		const to = Math.min(slots - 1, Math.floor((last - pool.first) / step));
		if (to - from + 1 >= slots) return 0;
		for (let slot = from; slot <= to; slot++) touched.add(slot);
	}
	return slots - touched.size;
}

/** First and last address of a range as numbers; null for what is no range of IPv4. */
function parseRange(cidr: string): Range | null {
	const [address = "", bits = ""] = cidr.split("/");
	if (!isIPv4(address) || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return null;
	const size = 2 ** (32 - Number(bits));
	const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
	const first = number - (number % size);
	return { first, last: first + size - 1 };
}

const infoPools = z.object({ DefaultAddressPools: z.array(z.object({ Base: z.string(), Size: z.number() })).nullish() });

async function readPools(daemon: Daemon, signal: AbortSignal): Promise<readonly AddressPool[]> {
	const op = "host.info";
	const { DefaultAddressPools: own } = parse(infoPools, (await daemon.call({ op, method: "GET", path: "/info", signal })).body, op);
	return own?.length ? own.map(({ Base, Size }) => ({ base: Base, size: Size })) : defaultPools;
}

const subnetsOf = z.array(
	z.object({ IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string().nullish() })).nullish() }).nullish() }),
);

async function readSubnets(daemon: Daemon, signal: AbortSignal): Promise<string[]> {
	const op = "networks.list";
	const networks = parse(subnetsOf, (await daemon.call({ op, method: "GET", path: "/networks", signal })).body, op);
	return networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []));
}
