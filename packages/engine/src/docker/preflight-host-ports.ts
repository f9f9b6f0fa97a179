import { readFile } from "node:fs/promises";
import { ok, type Verdict } from "../preflight-result.ts";
import { processesOf, readListening } from "./port-holders.ts";
import type { Check } from "./preflight-check.ts";
import { listRunning } from "./preflight-ingress.ts";
import type { PreflightOptions } from "./preflight-options.ts";

type Range = NonNullable<PreflightOptions["hostPorts"]>;

/** Named at most; the first few say what is wrong with the rest. */
const NAMED = 5;

/** Whether the ports that tenants may have for themselves are free of others, and stay so. */
export const hostPortsCheck = (range: Range): Check => ({
	id: "host_ports",
	title: "Stable ports belong to nobody else",
	async judge({ context, signal }) {
		const [running, listening, given] = await Promise.all([
			listRunning(context.daemon, signal),
			readListening(),
			readFile("/proc/sys/net/ipv4/ip_local_port_range", "utf8"),
		]);
		const isIn = (port: number): boolean => port >= range.first && port <= range.last;
		const ours = new Set(running.flatMap(({ leaseId, ports }) => (leaseId === null ? [] : ports)));
		const theirs = running.filter(({ leaseId }) => leaseId === null);
		const containers = theirs.flatMap(({ name, ports }) => ports.filter(isIn).map((port) => [port, `the container ${name}`] as const));
		const isStrange = (port: number): boolean => isIn(port) && !ours.has(port) && !containers.some(([held]) => held === port);
		const strange = [...listening].filter(([port]) => isStrange(port));
		const names = await processesOf(new Set(strange.map(([, inode]) => inode)));
		const processes = strange.map(([port, inode]) => [port, names.get(inode) ?? "a process that is no container"] as const);
		return judgeHostPorts(range, readRange(given), [...containers, ...processes]);
	},
});

/** The ports that the kernel, and the daemon with it, gives out by itself. */
export function readRange(text: string): Range | null {
	const [first, last] = text.trim().split(/\s+/).map(Number);
	return first && last ? { first, last } : null;
}

/** `holders`: who has which port of the range and is no lease. */
export function judgeHostPorts(range: Range, given: Range | null, holders: readonly (readonly [port: number, holder: string])[]): Verdict {
	if (given !== null && range.first <= given.last && given.first <= range.last) {
		return {
			severity: "warning",
			seen: `${inWords(range)} overlaps ${inWords(given)}, of which the kernel and the engine give out ports to anybody`,
			remedy: `Give HOST_PORTS a range outside of it, below ${given.first}.`,
		};
	}
	if (holders.length === 0) return ok(`${inWords(range)} are free or have leases`);
	const named = holders.slice(0, NAMED).map(([port, holder]) => `${port} is held by ${holder}`);
	const more = holders.length > NAMED ? [`${holders.length - NAMED} more are held`] : [];
	return {
		severity: "warning",
		seen: [...named, ...more].join("; "),
		remedy: "Stop what holds them, or give HOST_PORTS another range: a lease that gets such a port does not start.",
	};
}

const inWords = ({ first, last }: Range): string => `${first}-${last}`;
