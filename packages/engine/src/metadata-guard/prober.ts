import { type Clock, MINUTE, type Millis, SECOND } from "@berth/core";
import { createSingleFlight } from "../docker/single-flight.ts";

/** What a container like a tenant's found when it asked for the cloud's metadata. */
export type ProbeFinding =
	| { readonly kind: "closed"; readonly tried: readonly string[] }
	| { readonly kind: "open"; readonly reached: readonly string[] }
	| { readonly kind: "untried"; readonly why: string; readonly remedy: string };

/** Tries it, with things that are made for it and removed. Errors  those of the daemon, when it came to no end. */
export type MetadataProbe = (signal: AbortSignal) => Promise<ProbeFinding>;

export interface Prober {
	/** What the last probe found that came to an end; null when none has. */
	last(): ProbeFinding | null;
	/** Joins a probe that is under way. */
	run(signal: AbortSignal): Promise<ProbeFinding>;
	/** One that is still fresh, else a new one. */
	recent(signal: AbortSignal): Promise<ProbeFinding>;
	/** Whether it is time for the next. */
	isDue(): boolean;
}

/** Too small: the daemon makes and removes containers all day. Too large: what opened the way is noticed late. */
const EVERY_MS: Millis = 10 * MINUTE;
/** After a probe that got through or came to no end; an operator who mends it waits for this at most. */
const AGAIN_MS: Millis = MINUTE;
const FRESH_MS: Millis = 30 * SECOND;

export function createProber(probe: MetadataProbe, clock: Clock): Prober {
	const flight = createSingleFlight<ProbeFinding>("metadata_guard.probe");
	let last: ProbeFinding | null = null;
	let foundAtMs = Number.NEGATIVE_INFINITY;
	let dueAtMs = Number.NEGATIVE_INFINITY;

	const run = (signal: AbortSignal) =>
		flight.join("", signal, async (shared) => {
			dueAtMs = clock.monotonicMs() + AGAIN_MS;
			const found = await probe(shared);
			last = found;
			foundAtMs = clock.monotonicMs();
			if (found.kind !== "open") dueAtMs = foundAtMs + EVERY_MS;
			return found;
		});
	return {
		last: () => last,
		run,
		recent: async (signal) => (last !== null && clock.monotonicMs() - foundAtMs < FRESH_MS ? last : run(signal)),
		isDue: () => clock.monotonicMs() >= dueAtMs,
	};
}
