import { type ErrorCode, isAppError, noSpans, type Spans } from "@berth/core";
import type { Engine } from "@berth/engine";
import type { Metrics } from "./metrics.ts";

/**
 * The same engine, with each call that answers measured and, where something is followed, a part of its trace. Streams last as long as
 * their reader and are neither.
 */
export function measureEngine(engine: Engine, metrics: Metrics, spans: Spans = noSpans): Engine {
	const groups = new Map<string, object>();

	function timed(answer: unknown, op: string): unknown {
		if (!(answer instanceof Promise)) return answer;
		const startedMs = performance.now();
		// Of what is asked only what is: a spec holds what a tenant wrote.
		const span = spans.begin(`engine ${op}`, { "berth.engine.op": op });
		const end = (outcome: "ok" | ErrorCode) => {
			metrics.engineCalls.observe({ op, outcome }, (performance.now() - startedMs) / 1_000);
			if (outcome !== "ok") span.fail(outcome);
			span.end();
		};
		answer.then(
			() => end("ok"),
			(err: unknown) => end(isAppError(err) ? err.code : "INTERNAL"),
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
