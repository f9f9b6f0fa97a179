import { asError, isAppError, systemClock } from "@berth/core";
import type { EngineLogMessage } from "../engine.ts";
import type { Context } from "./context.ts";
import { inspectContainer } from "./inspect.ts";
import type { CountedLine, LogPosition } from "./log-position.ts";
import { readLog, resumeFrom } from "./log-source.ts";
import type { Mailbox } from "./mailbox.ts";
import type { ContainerInspect } from "./wire.ts";

export type LogEnd = EngineLogMessage & { readonly kind: "end" };
export type LogReader = Mailbox<CountedLine | LogEnd>;

/** One followed container: one request to the daemon however many read, none when nobody does. */
export interface LogHub {
	/** True when lines flow to this reader from now on; false when nobody follows yet. */
	attach(reader: LogReader): boolean;
	/** Begins to follow from a reader's position, with this reader. */
	begin(reader: LogReader, position: LogPosition): void;
	detach(reader: LogReader): void;
}

export interface LogHubs {
	of(id: string): LogHub;
}

export function createLogHubs(context: Context): LogHubs {
	const running = new Map<string, { readonly readers: Set<LogReader>; readonly controller: AbortController }>();

	const follow = (id: string, position: LogPosition, first: LogReader) => {
		const readers = new Set([first]);
		const controller = new AbortController();
		const entry = { readers, controller };
		running.set(id, entry);
		const tell = (message: CountedLine | LogEnd) => {
			for (const reader of readers) reader.push(message);
		};
		void context.background.own(
			followContainer(context, id, position, tell, controller.signal)
				.catch((error: unknown) => {
					if (!isAppError(error, "ABORTED"))
						context.log.error({ container: id, error: asError(error) }, "a container's log could not be followed");
					return { kind: "end", why: "gone" } as const;
				})
				.then((end) => {
					if (running.get(id) === entry) running.delete(id);
					tell(end);
				}),
		);
	};

	return {
		of: (id) => ({
			attach(reader) {
				running.get(id)?.readers.add(reader);
				return running.has(id);
			},
			begin(reader, position) {
				follow(id, position.fork(), reader);
			},
			detach(reader) {
				const entry = running.get(id);
				if (!entry?.readers.delete(reader) || entry.readers.size > 0) return;
				running.delete(id);
				entry.controller.abort();
			},
		}),
	};
}

/**
 * Follows one container until it has stopped or is gone: through lost connections, and through a restart that is quick enough.
 *
 * Errors  ABORTED.
 */
async function followContainer(
	context: Context,
	id: string,
	position: LogPosition,
	tell: (line: CountedLine) => void,
	signal: AbortSignal,
): Promise<LogEnd> {
	const { daemon, limits } = context;
	let pauseMs = limits.reconnectMs.first;
	const read = async (how: { readonly follow: boolean; readonly takeRest: boolean }, onOpen?: () => void) => {
		const request = { id, ...how, ...resumeFrom(position), lineBytesMax: limits.logLineBytes, signal };
		for await (const line of readLog(daemon, request, onOpen)) if (position.pass(line)) tell(line);
	};
	for (;;) {
		try {
			await read({ follow: true, takeRest: false }, () => {
				pauseMs = limits.reconnectMs.first;
			});
			const end = await endOf(context, id, signal);
			// The daemon may end a followed stream before the last of what a container said as it exited.
			if (end?.why === "exited") await read({ follow: false, takeRest: true });
			if (end) return end;
		} catch (error) {
			if (isAppError(error, "NOT_FOUND")) return { kind: "end", why: "gone" };
			if (isAppError(error, "ABORTED") || signal.aborted) throw error;
			// What cannot be read now may be read later; only the daemon's own word makes a container gone.
			if (!isAppError(error, "ENGINE_UNREACHABLE", "TIMEOUT")) {
				context.log.warn({ container: id, error: asError(error) }, "a container's log could not be read; it is tried again");
			}
		}
		await pause(pauseMs, signal);
		pauseMs = Math.min(pauseMs * 2, limits.reconnectMs.max);
	}
}

/** Why a log that came to its end has ended; null when the container runs, or runs again, and has more to say. */
async function endOf(context: Context, id: string, signal: AbortSignal): Promise<LogEnd | null> {
	for (const isLastLook of [false, true]) {
		const seen = await inspectContainer(context.daemon, id, signal);
		if (!seen) return { kind: "end", why: "gone" };
		if (["running", "paused", "restarting"].includes(seen.State.Status)) return null;
		if (!isLastLook) await pause(restartGapLeftMs(seen, context.limits.restartGapMs), signal);
	}
	return { kind: "end", why: "exited" };
}

/** How long a container that stopped just now may still be on its way up again. */
function restartGapLeftMs(seen: ContainerInspect, gapMs: number): number {
	const sinceMs = Date.now() - Date.parse(seen.State.FinishedAt);
	return Number.isFinite(sinceMs) ? Math.min(gapMs, Math.max(0, gapMs - sinceMs)) : 0;
}

export const pause = (ms: number, signal: AbortSignal): Promise<void> => systemClock.sleep(ms, signal).catch(() => undefined);
