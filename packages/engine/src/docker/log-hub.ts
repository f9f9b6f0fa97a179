import { asError, isAppError, systemClock } from "@berth/core";
import type { EngineLogMessage } from "../engine.ts";
import type { Context } from "./context.ts";
import { inspectContainer } from "./inspect.ts";
import type { CountedLine, LogPosition } from "./log-position.ts";
import { watchSilence } from "./log-silence.ts";
import { readLog, resumeFrom } from "./log-source.ts";
import type { Mailbox } from "./mailbox.ts";
import type { ContainerInspect } from "./wire.ts";
import { within } from "./within.ts";

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

/** Entries of one look. Too few: lines of one stamp are not told apart. Too many: the look is not cheap. */
const LOOK_TAIL = 32;

/**
 * Follows one container until it has stopped or is gone: through lost connections, through streams that the
 * daemon leaves hanging (as it may when it rotates a log), and through a restart that is quick enough.
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
	const { daemon, limits, background } = context;
	let pauseMs = limits.reconnectMs.first;
	const pass = async (lines: AsyncIterable<CountedLine>, heard?: () => void) => {
		for await (const line of lines) {
			heard?.();
			if (position.pass(line)) tell(line);
		}
	};
	const asked = (until: AbortSignal) => ({ id, ...resumeFrom(position), lineBytesMax: limits.logLineBytes, signal: until });
	/** Until the stream ends, or was left hanging: then false. */
	const follow = async (): Promise<boolean> => {
		const missed = new AbortController();
		const until = AbortSignal.any([signal, missed.signal]);
		const look = () => hasNews(context, id, position, until);
		using silence = watchSilence({ waitMs: limits.logSilentMs, background, look, onMissed: () => missed.abort() });
		const onOpen = () => {
			pauseMs = limits.reconnectMs.first;
		};
		try {
			await pass(readLog(daemon, { ...asked(until), follow: true, takeRest: false }, onOpen), silence.heard);
			return true;
		} catch (error) {
			if (!missed.signal.aborted || signal.aborted) throw error;
			context.log.info({ container: id }, "a container's log went silent at the daemon; it is followed anew");
			return false;
		}
	};
	for (;;) {
		try {
			if (!(await follow())) continue;
			const end = await endOf(context, id, signal);
			// The daemon may end a followed stream before the last of what a container said as it exited.
			if (end?.why === "exited") await pass(readLog(daemon, { ...asked(signal), follow: false, takeRest: true }));
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

/** Whether the log goes on after the position. The last few entries tell: the daemon reads those from the end, whatever the log's size. */
function hasNews(context: Context, id: string, position: LogPosition, signal: AbortSignal): Promise<boolean> {
	const { daemon, limits } = context;
	return within({ op: "logs.look", ms: limits.callMs, signals: [signal] }, async (bounded) => {
		const request = { id, follow: false, takeRest: false, tail: LOOK_TAIL, ...resumeFrom(position), lineBytesMax: limits.logLineBytes };
		for await (const line of readLog(daemon, { ...request, signal: bounded })) if (position.isNew(line)) return true;
		return false;
	});
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
