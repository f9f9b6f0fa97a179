import { asError, isAppError } from "@berth/core";
import type { Context } from "./context.ts";
import type { EventHub } from "./event-hub.ts";
import { endOf, hasStopped, type LogEnd, mayEndLog } from "./log-end.ts";
import type { CountedLine, LogPosition } from "./log-position.ts";
import { watchSilence } from "./log-silence.ts";
import { readLog, resumeFrom } from "./log-source.ts";
import { pause } from "./pause.ts";
import { within } from "./within.ts";

/** Entries of one look. Too few: lines of one stamp are not told apart. Too many: the look is not cheap. */
const LOOK_TAIL = 32;

interface Followed {
	readonly context: Context;
	readonly events: Pick<EventHub, "listen">;
	readonly id: string;
	readonly position: LogPosition;
}

/**
 * Follows one container until it has stopped or is gone: through lost connections, through streams that the
 * daemon leaves hanging (as it may when it rotates a log), and through a restart that is quick enough.
 *
 * Errors  ABORTED.
 */
export async function followContainer(followed: Followed, tell: (line: CountedLine) => void, signal: AbortSignal): Promise<LogEnd> {
	const { context, events, id, position } = followed;
	const { limits, background } = context;
	let pauseMs = limits.reconnectMs.first;
	const pass = async (lines: AsyncIterable<CountedLine>, heard?: () => void) => {
		for await (const line of lines) {
			heard?.();
			if (position.pass(line)) tell(line);
		}
	};
	const asked = (until: AbortSignal) => ({ id, ...resumeFrom(position), lineBytesMax: limits.logLineBytes, signal: until });
	/** Until the stream ends, or hangs while the container has ended; false when it hangs while there is more to read. */
	const follow = async (): Promise<boolean> => {
		const missed = new AbortController();
		const until = AbortSignal.any([signal, missed.signal]);
		let isOver = false;
		const look = async () => {
			isOver = await hasStopped(context, id, until);
			return isOver || hasNews(context, id, position, until);
		};
		using silence = watchSilence({ waitMs: limits.logSilentMs, background, look, onMissed: () => missed.abort() });
		// The stream usually says by itself that it ended; this is for the one that does not.
		const unlisten = events.listen((event) => {
			if (mayEndLog(event, id)) silence.suspect(limits.restartGapMs);
		});
		const onOpen = () => {
			pauseMs = limits.reconnectMs.first;
		};
		try {
			await pass(readLog(context, { ...asked(until), follow: true, takeRest: false }, onOpen), silence.heard);
			return true;
		} catch (error) {
			if (!missed.signal.aborted || signal.aborted) throw error;
			context.log.info({ container: id }, "a container's log went silent at the daemon; it is read anew");
			return isOver;
		} finally {
			unlisten();
		}
	};
	for (;;) {
		try {
			if (!(await follow())) continue;
			const end = await endOf(context, id, signal);
			// The daemon may end a followed stream before the last of what a container said as it exited.
			if (end?.why === "exited") await pass(readLog(context, { ...asked(signal), follow: false, takeRest: true }));
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
	const { limits } = context;
	return within({ op: "logs.look", ms: limits.callMs, signals: [signal] }, async (bounded) => {
		const request = { id, follow: false, takeRest: false, tail: LOOK_TAIL, ...resumeFrom(position), lineBytesMax: limits.logLineBytes };
		for await (const line of readLog(context, { ...request, signal: bounded })) if (position.isNew(line)) return true;
		return false;
	});
}
