import type { EngineEvent, EngineLogMessage } from "../engine.ts";
import type { Context } from "./context.ts";
import { inspectContainer } from "./inspect.ts";
import { pause } from "./pause.ts";
import type { ContainerInspect } from "./wire.ts";
import { within } from "./within.ts";

export type LogEnd = EngineLogMessage & { readonly kind: "end" };

const goesOn = (seen: ContainerInspect): boolean => ["running", "paused", "restarting"].includes(seen.State.Status);

/** Whether a container no longer runs, or is gone. Errors  what could not be asked: then it may run. */
export function hasStopped({ daemon, limits }: Context, id: string, signal: AbortSignal): Promise<boolean> {
	return within({ op: "logs.look", ms: limits.callMs, signals: [signal] }, async (bounded) => {
		const seen = await inspectContainer(daemon, id, bounded);
		return seen === null || !goesOn(seen);
	});
}

/** Whether an event may mean that the container's log has ended: its own end, or that the word of it may have been missed. */
export const mayEndLog = (event: EngineEvent, id: string): boolean =>
	event.kind === "container"
		? event.id === id && (event.action === "die" || event.action === "destroy")
		: event.kind === "resync" && event.why === "reconnected";

/** Why a log that came to its end has ended; null when the container runs, or runs again, and has more to say. */
export async function endOf(context: Context, id: string, signal: AbortSignal): Promise<LogEnd | null> {
	for (const isLastLook of [false, true]) {
		const seen = await inspectContainer(context.daemon, id, signal);
		if (!seen) return { kind: "end", why: "gone" };
		if (goesOn(seen)) return null;
		if (!isLastLook) await pause(restartGapLeftMs(seen, context.limits.restartGapMs), signal);
	}
	return { kind: "end", why: "exited" };
}

/** How long a container that stopped just now may still be on its way up again. */
function restartGapLeftMs(seen: ContainerInspect, gapMs: number): number {
	const sinceMs = Date.now() - Date.parse(seen.State.FinishedAt);
	return Number.isFinite(sinceMs) ? Math.min(gapMs, Math.max(0, gapMs - sinceMs)) : 0;
}
