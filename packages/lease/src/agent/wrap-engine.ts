import type { Call, Engine } from "@berth/engine";

/** What changes the host. */
const changing = {
	containers: ["ensure", "start", "stop", "remove"],
	networks: ["ensure", "removeIfEmpty"],
	volumes: ["ensure", "setQuota", "destroy", "ensureDirectories", "fillDirectory", "pruneCopies"],
	changes: ["updateLimits", "rename", "restart"],
	exits: ["runInit"],
} as const;

/** What lasts as long as somebody else's program pleases; nothing of the host is used up by waiting for it. */
const waiting = { containers: ["waitReady"], exits: ["waitExit", "runInit"] } as const;

/** Something put around a call: it asks the engine itself, when and if it wants. */
export type Around = <T>(signal: AbortSignal, ask: (signal: AbortSignal) => Promise<T>) => Promise<T>;

type Names = Readonly<Record<string, readonly string[] | undefined>>;

/**
 * The same engine with something put around each call that changes the host, and around each that only waits; `wait` goes before
 * `change` where a call is both. What reads stays as it is.
 */
export const wrapEngine = (engine: Engine, { change, wait }: { readonly change: Around; readonly wait?: Around }): Engine =>
	new Proxy(engine, {
		get(of, group) {
			const held: unknown = Reflect.get(of, group);
			if (typeof held !== "object" || held === null || typeof group !== "string") return held;
			const arounds = new Map<string, Around>();
			for (const name of (changing as Names)[group] ?? []) arounds.set(name, change);
			for (const name of (wait && (waiting as Names)[group]) ?? []) if (wait) arounds.set(name, wait);
			return arounds.size === 0 ? held : wrapGroup(held, arounds);
		},
	});

const wrapGroup = (group: object, arounds: ReadonlyMap<string, Around>): object =>
	new Proxy(group, {
		get(of, name) {
			const held: unknown = Reflect.get(of, name);
			const around = typeof name === "string" ? arounds.get(name) : undefined;
			if (typeof held !== "function" || around === undefined) return held;
			return (...args: unknown[]) => {
				// The engine's own shape: every method's last argument is the call.
				const call = args.at(-1) as Call;
				const ask = (signal: AbortSignal) => Reflect.apply(held, of, [...args.slice(0, -1), { ...call, signal }]) as Promise<unknown>;
				return around(call.signal, ask);
			};
		},
	});
