import type { Stores } from "@berth/db";
import { createFakeEngine, type FakeEngine, type FakeHost } from "@berth/engine/fake";

/** What one process did from outside: the n-th thing it wrote or asked of its engine. */
export interface Deed {
	/** `leases.change`, `containers.start` */
	readonly what: string;
	/** From 1. */
	readonly count: number;
}

/** A process that may be killed at any deed: it then hears nothing and does nothing more, as after `kill -9`. */
export interface Mortal {
	readonly stores: Stores;
	readonly engine: FakeEngine;
	die(): void;
}

export interface MortalOptions {
	/**
	 * Told of each write and each engine call once it has taken effect and before its caller hears of it; returning true kills the
	 * process there.
	 */
	readonly onDeed?: ((deed: Deed) => boolean) | undefined;
	/** Told whose containers the living process could not look for, stop or remove. */
	readonly onRefusal?: ((leaseId: string) => void) | undefined;
}

/** Stores and an engine of one process. */
export function createMortal(
	stores: Stores,
	host: FakeHost,
	installation: string,
	{ onDeed = () => false, onRefusal = () => undefined }: MortalOptions = {},
): Mortal {
	const engine = createFakeEngine(host, { installation });
	let dead = false;
	let count = 0;
	const die = () => {
		dead = true;
		engine.die();
	};
	const did = (what: string) => {
		if (dead) return;
		count += 1;
		if (onDeed({ what, count })) die();
	};
	const number = host.connect();
	host.faults.onCall((call, point) => {
		// Hooks see the calls of every engine of the host; ours is the one made just before.
		if (call.engine === number - 1 && point === "after") did(call.operation);
	});
	const unlessDead = async <T>(run: () => Promise<T>): Promise<T> => {
		if (dead) return never();
		try {
			const value = await run();
			return dead ? never() : value;
		} catch (err) {
			if (dead) return never();
			throw err;
		}
	};
	const { containers } = engine;
	const heard = async <T>(leaseId: string | null | undefined, call: Promise<T>): Promise<T> => {
		try {
			return await call;
		} catch (err) {
			if (!dead && leaseId) onRefusal(leaseId);
			throw err;
		}
	};
	const leaseOf = (containerId: string) => host.containers().find(({ id }) => id === containerId)?.leaseId;
	const { leases, nodes, retentions, wakeups } = stores;
	const writes =
		<Given extends unknown[], T>(what: string, run: (...given: Given) => Promise<T>) =>
		(...given: Given): Promise<T> =>
			unlessDead(async () => {
				const value = await run(...given);
				did(what);
				return value;
			});
	return {
		engine: {
			...engine,
			containers: {
				...containers,
				list: (selector, call) => heard(selector.leaseId, containers.list(selector, call)),
				stop: (id, options, call) => heard(leaseOf(id), containers.stop(id, options, call)),
				remove: (id, call) => heard(leaseOf(id), containers.remove(id, call)),
			},
		},
		die,
		stores: {
			...stores,
			leases: {
				...leases,
				find: (...args) => unlessDead(() => leases.find(...args)),
				listDueByNode: (...args) => unlessDead(() => leases.listDueByNode(...args)),
				listOpenByNode: (...args) => unlessDead(() => leases.listOpenByNode(...args)),
				change: (...args) =>
					unlessDead(async () => {
						const changed = await leases.change(...args);
						did("leases.change");
						return changed;
					}),
			},
			retentions: {
				...retentions,
				takeDue: writes("retentions.takeDue", retentions.takeDue),
				forgetVolume: writes("retentions.forgetVolume", retentions.forgetVolume),
				finish: writes("retentions.finish", retentions.finish),
				lose: writes("retentions.lose", retentions.lose),
			},
			nodes: {
				...nodes,
				claim: (...args) => unlessDead(() => nodes.claim(...args)),
				renew: (...args) => unlessDead(() => nodes.renew(...args)),
				drop: (...args) => unlessDead(() => nodes.drop(...args)),
			},
			wakeups: {
				subscribe: (listener) =>
					wakeups.subscribe({
						onHint: (hint) => void (dead || listener.onHint(hint)),
						onResync: () => void (dead || listener.onResync()),
					}),
			},
		},
	};
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
