import type { Clock } from "@berth/core";
import { toAppError } from "@berth/core";
import type { Metrics } from "../telemetry/metrics.ts";

/** One thing the service needs. `run` resolves with what it saw, and rejects when it is not well. */
export interface Check {
	readonly name: string;
	run(signal: AbortSignal): Promise<Readonly<Record<string, unknown>>>;
}

interface CheckResult {
	readonly check: string;
	readonly ok: boolean;
	/** Milliseconds since it was looked at. */
	readonly ageMs: number;
	readonly durationMs: number;
	readonly seen: Readonly<Record<string, unknown>>;
}

export interface Health {
	ready(): Promise<{ readonly ok: boolean; readonly checks: readonly CheckResult[] }>;
}

// However often it is asked, the world is looked at once in this time.
const REMEMBER_MS = 1_000;
const CHECK_TIMEOUT_MS = 3_000;

/** Whether the service can do its work, by looking. */
export function createHealth(checks: readonly Check[], clock: Clock, metrics: Metrics): Health {
	const looks = checks.map((check) => remembering(() => look(check), clock));

	async function look(check: Check) {
		const startedMs = clock.monotonicMs();
		const [ok, seen] = await check.run(AbortSignal.timeout(CHECK_TIMEOUT_MS)).then(
			(seen) => [true, seen] as const,
			(err: unknown) => [false, { code: toAppError(err).code }] as const,
		);
		metrics.checkHealthy.set({ check: check.name }, ok ? 1 : 0);
		const atMs = clock.monotonicMs();
		return { check: check.name, ok, atMs, durationMs: Math.round(atMs - startedMs), seen };
	}

	return {
		async ready() {
			const results = await Promise.all(looks.map((get) => get()));
			const nowMs = clock.monotonicMs();
			return {
				ok: results.every(({ ok }) => ok),
				checks: results.map(({ atMs, ...rest }) => ({ ...rest, ageMs: Math.round(nowMs - atMs) })),
			};
		},
	};
}

/** Calls `make` at most once per while; those who ask meanwhile share the answer. */
function remembering<T>(make: () => Promise<T>, clock: Clock): () => Promise<T> {
	let held: { readonly value: Promise<T>; readonly untilMs: number } | null = null;
	return () => {
		if (held === null || clock.monotonicMs() >= held.untilMs) held = { value: make(), untilMs: clock.monotonicMs() + REMEMBER_MS };
		return held.value;
	};
}
