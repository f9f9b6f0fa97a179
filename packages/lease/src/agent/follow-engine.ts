import { asError, type Clock } from "@berth/core";
import type { Engine, EngineEvent } from "@berth/engine";
import type { Log } from "../observe.ts";
import { retryWaits } from "../timings.ts";

/** Hands on the engine's events for as long as the signal lives, and never throws: a stream that breaks is opened again. */
export async function followEngine(
	engine: Pick<Engine, "events">,
	{ clock, log }: { readonly clock: Clock; readonly log: Log },
	signal: AbortSignal,
	heard: (event: EngineEvent) => void,
): Promise<void> {
	while (!signal.aborted) {
		try {
			for await (const event of engine.events.subscribe({ signal })) heard(event);
		} catch (err) {
			if (!signal.aborted) log.warn({ err: asError(err) }, "the engine's events broke off");
		}
		await clock.sleep(retryWaits.maxMs, signal).catch(() => undefined);
	}
}
