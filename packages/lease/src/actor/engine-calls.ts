import type { Clock } from "@berth/core";

/** One call of the engine that has not returned. */
export interface EngineCall {
	/** Group and method, as `containers.ensure`. */
	readonly call: string;
	/** Which container, image or network, as the engine was told; null where the call is of none. */
	readonly target: string | null;
	readonly startedAt: Date;
}

/** Reads the calls under way, the oldest first. */
export type ReadCalls = () => readonly EngineCall[];

export const noCalls: ReadCalls = () => [];

/**
 * An engine, or a part of one, that knows which of its calls have not returned. What it streams is no call: that lasts as long as somebody reads.
 *
 * Cost  an entry for each call while it lasts, whether or not anybody looks.
 */
export function followCalls<T extends object>(engine: T, clock: Pick<Clock, "now">): { readonly engine: T; readonly calls: ReadCalls } {
	const open = new Set<EngineCall>();
	const groups = new Map<string, object>();
	const follow = (group: string, held: object): object =>
		new Proxy(held, {
			get(of, name) {
				const method: unknown = Reflect.get(of, name);
				if (typeof method !== "function" || typeof name !== "string") return method;
				return (...args: unknown[]) => {
					const answer: unknown = Reflect.apply(method, of, args);
					if (!(answer instanceof Promise)) return answer;
					const entry = { call: `${group}.${name}`, target: targetOf(args[0]), startedAt: clock.now() };
					open.add(entry);
					const end = () => open.delete(entry);
					answer.then(end, end);
					return answer;
				};
			},
		});
	return {
		calls: () => [...open],
		engine: new Proxy(engine, {
			get(of, group) {
				const held: unknown = Reflect.get(of, group);
				if (typeof held !== "object" || held === null || typeof group !== "string") return held;
				const made = groups.get(group) ?? follow(group, held);
				groups.set(group, made);
				return made;
			},
		}),
	};
}

/** What a first argument names: an id or a reference by itself, and a spec by its name. */
function targetOf(first: unknown): string | null {
	if (typeof first === "string") return first;
	const isNamed = typeof first === "object" && first !== null && "name" in first && typeof first.name === "string";
	return isNamed ? (first.name as string) : null;
}
