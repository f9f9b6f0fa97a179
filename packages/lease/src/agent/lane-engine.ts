import type { Call, Engine } from "@berth/engine";
import type { Lane } from "./lanes.ts";

/** What changes the host, and so needs a lane. What only reads goes past the lanes. */
const changing = {
	containers: ["ensure", "start", "stop", "remove"],
	networks: ["ensure", "removeIfEmpty"],
	volumes: ["ensure", "setQuota", "destroy", "ensureDirectories", "fillDirectory"],
	changes: ["updateLimits", "rename", "restart"],
} as const;

/** What lasts as long as somebody else's program pleases; nothing of the host is used up by waiting for it. */
const waiting = { containers: ["waitReady"], exits: ["waitExit"] } as const;

type Groups = Readonly<Record<string, readonly string[] | undefined>>;

/**
 * The same engine for one piece of work, in its lane: waits give the lane back and changes want it again.
 *
 * So a lane is held for as long as the engine works, and not for as long as a tenant's program takes to come up.
 */
export const engineInLane = (engine: Engine, lane: Lane): Engine =>
	new Proxy(engine, {
		get(of, group) {
			const held: unknown = Reflect.get(of, group);
			if (typeof held !== "object" || held === null || typeof group !== "string") return held;
			return groupInLane(held, (changing as Groups)[group] ?? [], (waiting as Groups)[group] ?? [], lane);
		},
	});

const groupInLane = (group: object, changes: readonly string[], waits: readonly string[], lane: Lane): object =>
	changes.length + waits.length === 0
		? group
		: new Proxy(group, {
				get(of, name) {
					const held: unknown = Reflect.get(of, name);
					if (typeof held !== "function" || typeof name !== "string") return held;
					const ask = (args: readonly unknown[]) => Reflect.apply(held, of, args) as Promise<unknown>;
					if (waits.includes(name)) return (...args: unknown[]) => lane.aside(signalOf(args), () => ask(args));
					if (changes.includes(name)) return (...args: unknown[]) => lane.busy(signalOf(args), () => ask(args));
					return held;
				},
			});

/** The engine's own shape: every method's last argument is the call. */
const signalOf = (args: readonly unknown[]): AbortSignal => (args.at(-1) as Call).signal;
