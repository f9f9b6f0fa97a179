import { isAppError } from "@berth/core";
import type { EngineLogLine, EngineLogMessage, LogCursor, LogGroup } from "../engine.ts";
import { assertSafeName } from "../safe-names.ts";
import type { Context } from "./context.ts";
import { inspectContainer } from "./inspect.ts";
import { createLogHubs, type LogHubs, type LogReader, pause } from "./log-hub.ts";
import { type CountedLine, LogPosition } from "./log-position.ts";
import { readLog, resumeFrom } from "./log-source.ts";
import { createMailbox } from "./mailbox.ts";
import { aborted, within } from "./within.ts";

type ReadOptions = Parameters<LogGroup["read"]>[1];

export function createLogs(context: Context): LogGroup {
	const hubs = createLogHubs(context);
	return {
		read: (id, options, { signal }) => readLines(context, hubs, assertSafeName(id), options, signal),
		tail: (id, lines, { signal }) => readTail(context, assertSafeName(id), lines, signal),
	};
}

export async function readTail(context: Context, id: string, tail: number, signal: AbortSignal): Promise<readonly EngineLogLine[]> {
	const { daemon, limits, closing } = context;
	return within({ op: "logs.tail", ms: limits.callMs, signals: [signal, closing] }, async (bounded) => {
		const position = new LogPosition(null);
		const found: EngineLogLine[] = [];
		try {
			for await (const line of readLog(daemon, {
				id,
				follow: false,
				tail,
				takeRest: true,
				lineBytesMax: limits.logLineBytes,
				signal: bounded,
			})) {
				const cursor = position.pass(line);
				if (cursor) found.push(toLine(line, cursor));
			}
		} catch (error) {
			if (!isAppError(error, "NOT_FOUND")) throw error;
		}
		return found;
	});
}

/** How often a reader whose mailbox overflowed while it read history goes back to the log, before it accepts the gap. */
const CATCH_UPS_MAX = 3;

/**
 * What stands in the log is read by each reader for itself; what comes then is read once for all followers. The seam is safe in
 * both directions: a reader is attached before it reads, or the common request begins at the place where its reading ended.
 */
async function* readLines(
	context: Context,
	hubs: LogHubs,
	id: string,
	options: ReadOptions,
	signal: AbortSignal,
): AsyncGenerator<EngineLogMessage, void, undefined> {
	const { limits, closing } = context;
	if (signal.aborted) throw aborted("logs.read");
	const position = new LogPosition(options.after ?? null);
	const reader: LogReader = createMailbox(options.queueMax ?? limits.logQueueMax);
	const hub = hubs.of(id);
	try {
		let isAttached = options.follow && hub.attach(reader);
		yield* history(context, id, position, { ...options, isFirst: true }, signal);
		if (!options.follow) {
			const seen = await inspectContainer(context.daemon, id, signal);
			return yield { kind: "end", why: seen ? "exited" : "gone" };
		}
		if (!isAttached) {
			isAttached = hub.attach(reader);
			if (isAttached) yield* history(context, id, position, catchUp, signal);
			else hub.begin(reader, position);
		}
		for (let pass = 0; pass < CATCH_UPS_MAX && reader.takeDropped() > 0; pass++) {
			yield* history(context, id, position, catchUp, signal);
		}
		yield* live(context, reader, position, signal);
	} catch (error) {
		if (signal.aborted || !closing.aborted) throw error;
	} finally {
		hub.detach(reader);
	}
}

interface HistoryOptions {
	readonly follow: boolean;
	readonly tail?: number;
	/** A later reading: the container may be gone by now, and what it said is in the mailbox. */
	readonly isFirst: boolean;
}
const catchUp: HistoryOptions = { follow: true, isFirst: false };

/** What stands in the log from the position on. A follower's reading goes on after a lost connection. */
async function* history(
	context: Context,
	id: string,
	position: LogPosition,
	{ follow, tail, isFirst }: HistoryOptions,
	signal: AbortSignal,
): AsyncGenerator<EngineLogMessage, void, undefined> {
	const { daemon, limits } = context;
	let isOpen = !isFirst;
	let last: number | undefined = tail === 0 ? 1 : tail;
	for (;;) {
		try {
			const request = { id, follow: false, takeRest: !follow, ...resumeFrom(position), lineBytesMax: limits.logLineBytes, signal };
			const onOpen = () => {
				isOpen = true;
			};
			for await (const line of readLog(daemon, last === undefined ? request : { ...request, tail: last }, onOpen)) {
				const cursor = position.pass(line);
				last = undefined;
				// Of a tail of none the last line is read all the same: it says where the new ones begin.
				if (cursor && tail !== 0) yield { kind: "line", ...toLine(line, cursor) };
			}
			return;
		} catch (error) {
			if (isOpen && isAppError(error, "NOT_FOUND")) return;
			if (!isOpen || !follow || !isAppError(error, "ENGINE_UNREACHABLE", "TIMEOUT")) throw error;
			await pause(limits.reconnectMs.max, signal);
		}
	}
}

async function* live(
	context: Context,
	reader: LogReader,
	position: LogPosition,
	signal: AbortSignal,
): AsyncGenerator<EngineLogMessage, void> {
	for (;;) {
		const message = await reader.take("logs.read", signal, context.closing);
		const skipped = reader.takeDropped();
		if (skipped > 0) yield { kind: "gap", skipped };
		if ("kind" in message) return yield message;
		const cursor = position.pass(message);
		if (cursor) yield { kind: "line", ...toLine(message, cursor) };
	}
}

const toLine = (line: CountedLine, cursor: LogCursor): EngineLogLine => ({
	stream: line.stream,
	at: line.at,
	cursor,
	text: line.text,
	truncated: line.truncated,
});
