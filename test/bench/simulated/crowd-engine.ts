import { createHash } from "node:crypto";
import type { ContainerObservation, Engine } from "@berth/engine";

/** Containers that stand on the simulated host before anybody has looked: those of stored leases. */
export interface Crowd {
	readonly count: number;
	/** The first so many run; the others are stopped. */
	readonly running: number;
	readonly tenantId: string;
	/** What their rows say. */
	readonly startedAt: string;
}

/** Stored leases are numbered from 1, and their ids tell which is which. */
const crowdLeaseId = (nth: number): string =>
	`${(0x0190_0000 + nth).toString(16).padStart(8, "0")}-0000-7000-8000-${nth.toString(16).padStart(12, "0")}`;

const nthOf = (leaseId: string): number => Number.parseInt(leaseId.slice(-12), 16);

const containerIdOf = (nth: number): string => createHash("md5").update(String(nth)).digest("hex");

/**
 * A simulated engine with a crowd on its host. A container of the crowd is made when it is asked for, so what a process holds is what it
 * keeps of the answers: a real daemon's own memory is elsewhere, too.
 */
export function withCrowd(engine: Engine, { count, running, tenantId, startedAt }: Crowd): Engine {
	const gone = new Set<string>();
	const stopped = new Set<string>();
	const nths = new Map<string, number>();
	const observe = (nth: number): ContainerObservation => {
		const leaseId = crowdLeaseId(nth);
		const id = containerIdOf(nth);
		const isUp = nth <= running && !stopped.has(id);
		return {
			id,
			name: `berth-${leaseId}-app-0-g1`,
			phase: isUp ? "running" : "exited",
			health: "none",
			exitCode: isUp ? null : 0,
			oomKilled: false,
			error: null,
			startedAt: spelledAnew(startedAt),
			finishedAt: null,
			image: spelledAnew("app:1"),
			imageId: spelledAnew(IMAGE_ID),
			ports: isUp ? [{ port: 80, protocol: "tcp", hostIp: spelledAnew("127.0.0.1"), hostPort: 32_768 }] : [],
			networkIp: `10.${nth >> 16}.${(nth >> 8) & 255}.${nth & 255}`,
			specHash: createHash("sha256").update(id).digest("hex"),
			tenantId: spelledAnew(tenantId),
			leaseId,
			service: spelledAnew("app"),
			kind: "main",
			index: 0,
			generation: 1,
			healthOutput: null,
		};
	};
	/** Of a name or an id; null for what is not of the crowd or has gone. */
	const find = (idOrName: string): string | null => {
		const lease = /^berth-([\da-f-]{36})-app-0-g1$/.exec(idOrName)?.[1];
		const id = lease === undefined ? idOrName : containerIdOf(nthOf(lease));
		if (nths.size === 0) for (let nth = 1; nth <= Math.min(count, KNOWN_BY_ID); nth++) nths.set(containerIdOf(nth), nth);
		return nths.has(id) && !gone.has(id) ? id : null;
	};
	const standing = (nth: number) => nth >= 1 && nth <= count && !gone.has(containerIdOf(nth));
	const every = () => Array.from({ length: count }, (_, at) => at + 1).filter(standing);
	return {
		...engine,
		containers: {
			...engine.containers,
			async list(selector, call) {
				const others = await engine.containers.list(selector, call);
				const own =
					selector.leaseId === undefined
						? every()
						: [nthOf(selector.leaseId)].filter((nth) => standing(nth) && crowdLeaseId(nth) === selector.leaseId);
				return [...own.map(observe), ...others];
			},
			async walk(see, call) {
				const others = Map.groupBy(await engine.containers.list({ managed: true }, call), ({ leaseId }) => leaseId);
				for (let from = 1; from <= count; from += WALKED_AT_ONCE) {
					const nths = Array.from({ length: Math.min(WALKED_AT_ONCE, count + 1 - from) }, (_, at) => from + at);
					const ofLease = (nth: number) => {
						const replaced = others.get(crowdLeaseId(nth)) ?? [];
						others.delete(crowdLeaseId(nth));
						return [...(standing(nth) ? [observe(nth)] : []), ...replaced];
					};
					await see(nths.flatMap(ofLease));
					call.signal.throwIfAborted();
				}
				// What is provisioned now has a later id than all of the crowd.
				const rest = [...others].toSorted(([a], [b]) => ((a ?? "") < (b ?? "") ? -1 : 1)).flatMap(([, containers]) => containers);
				if (rest.length > 0) await see(rest);
			},
			async inspect(id, call) {
				const own = find(id);
				return own === null ? engine.containers.inspect(id, call) : observe(nths.get(own) ?? 0);
			},
			async stop(id, options, call) {
				const own = find(id);
				if (own === null) return engine.containers.stop(id, options, call);
				stopped.add(own);
				return { changed: true };
			},
			async remove(id, call) {
				const own = find(id);
				if (own === null) return engine.containers.remove(id, call);
				gone.add(own);
				return { changed: true };
			},
		},
	};
}

const IMAGE_ID = `sha256:${createHash("sha256").update("app:1").digest("hex")}`;

/** As many as the engine of a real daemon shows at once. */
const WALKED_AT_ONCE = 50;

/** Looked for by their own ids are only the first so many: to know them all would itself take memory. */
const KNOWN_BY_ID = 1_000;

/** A string of its own, as each answer of a daemon has them. */
const spelledAnew = (text: string): string => Buffer.from(text).toString("latin1");
