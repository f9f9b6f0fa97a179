import { isAppError } from "@berth/core";
import type { Engine } from "@berth/engine";
import type { Metrics } from "./metrics.ts";

/** The same engine, with the time of each call that answers measured. Streams last as long as their reader and are not. */
export function measureEngine(engine: Engine, metrics: Metrics): Engine {
	const groups = new Map<string, object>();

	function timed(answer: unknown, op: string): unknown {
		if (!(answer instanceof Promise)) return answer;
		const startedMs = performance.now();
		const observe = (outcome: string) => metrics.engineCalls.observe({ op, outcome }, (performance.now() - startedMs) / 1_000);
		answer.then(
			() => observe("ok"),
			(err: unknown) => observe(isAppError(err) ? err.code : "INTERNAL"),
		);
		return answer;
	}

	const measured = (group: string, target: object): object =>
		new Proxy(target, {
			get(of, name) {
				const held: unknown = Reflect.get(of, name);
				if (typeof held !== "function") return held;
				return (...args: unknown[]) => timed(Reflect.apply(held, of, args), `${group}.${String(name)}`);
			},
		});

	return new Proxy(engine, {
		get(of, name) {
			const held: unknown = Reflect.get(of, name);
			if (typeof held !== "object" || held === null || typeof name !== "string") return held;
			const group = groups.get(name) ?? measured(name, held);
			groups.set(name, group);
			return group;
		},
	});
}
