import { type AppError, type Clock, type Millis, SECOND, toAppError } from "@berth/core";
import type { ContainerObservation } from "../observation.ts";
import type { ReadinessSpec } from "./readiness-spec.ts";

export interface ProbeResult {
	readonly ok: boolean;
	/** What was found, for people: a status, a refusal, what a program said. */
	readonly output: string;
}

/** How far the probes of one run of a container have come. */
export interface ProbeState {
	readonly verdict: "waiting" | "ready" | "failed";
	/** In a row. */
	readonly failures: number;
	readonly output: string | null;
	/** The engine's own failure, which says nothing about the container. */
	readonly error: AppError | null;
}

export interface ProberParts {
	readonly spec: ReadinessSpec;
	readonly clock: Clock;
	/** Asks once, within `timeoutMs`. What it throws is taken for the engine's failure. */
	readonly ask: (seen: ContainerObservation, timeoutMs: Millis, signal: AbortSignal) => Promise<ProbeResult>;
	/** Called when the state is another. */
	readonly changed: () => void;
}

/** Probes a container for as long as it runs, beside whoever waits for it: so a death is noticed also while a probe hangs. */
export interface Prober {
	readonly kind: ReadinessSpec["probe"]["kind"];
	/** Where the probes of the run that was seen stand; a run that was not known begins to be probed. */
	look(seen: ContainerObservation): ProbeState;
	stop(): void;
}

/** What an error says of the probes; null where there are none. */
export const toldOf = (prober: Prober | null, seen: ContainerObservation): object | null => {
	if (prober === null) return null;
	const { failures, output } = prober.look(seen);
	return { kind: prober.kind, failures, output };
};

const INTERVAL_MS = SECOND;
const TIMEOUT_MS = 5 * SECOND;
const fresh: ProbeState = { verdict: "waiting", failures: 0, output: null, error: null };

export function createProber({ spec, clock, ask, changed }: ProberParts): Prober {
	let state = fresh;
	let run: { readonly startedAt: string | null; readonly ending: AbortController } | null = null;

	const end = () => {
		run?.ending.abort();
		run = null;
		state = fresh;
	};

	const probeAll = async (seen: ContainerObservation, signal: AbortSignal): Promise<void> => {
		while (state.verdict === "waiting") {
			const next = await probeOnce(seen, signal);
			if (signal.aborted) return;
			state = next;
			changed();
			if (state.verdict === "waiting") await clock.sleep(spec.intervalMs ?? INTERVAL_MS, signal);
		}
	};

	const probeOnce = async (seen: ContainerObservation, signal: AbortSignal): Promise<ProbeState> => {
		try {
			const { ok, output } = await ask(seen, spec.timeoutMs ?? TIMEOUT_MS, signal);
			if (ok) return { verdict: "ready", failures: 0, output, error: null };
			const counts = clock.now().getTime() >= Date.parse(seen.startedAt ?? "") + (spec.startPeriodMs ?? 0);
			const failures = counts ? state.failures + 1 : 0;
			const isOver = spec.retries !== undefined && failures >= spec.retries;
			return { verdict: isOver ? "failed" : "waiting", failures, output, error: null };
		} catch (thrown) {
			const error = toAppError(thrown);
			// It stopped running under the probe: whoever looks next sees that.
			return error.code === "CONFLICT" || error.code === "NOT_FOUND" ? state : { ...state, error };
		}
	};

	return {
		kind: spec.probe.kind,
		look(seen) {
			if (seen.phase !== "running") end();
			else if (run === null || run.startedAt !== seen.startedAt) {
				end();
				const ending = new AbortController();
				run = { startedAt: seen.startedAt, ending };
				// It ends with its signal alone.
				probeAll(seen, ending.signal).catch(() => undefined);
			}
			return state;
		},
		stop: end,
	};
}
