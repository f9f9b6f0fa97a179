import { isAppError, systemClock } from "@berth/core";
import type { EngineLogLine, EngineLogMessage, LogCursor, LogGroup } from "../engine.ts";
import { toLogRange } from "../log-range.ts";
import { assertSafeName } from "../safe-names.ts";
import type { Context } from "./context.ts";
import type { EventHub } from "./event-hub.ts";
import { inspectContainer } from "./inspect.ts";
import { type HistoryOptions, history, readTailLines } from "./log-history.ts";
import { createLogHubs, type LogHubs, type LogReader } from "./log-hub.ts";
import { createLogOrder, type LogOrder } from "./log-order.ts";
import { type CountedLine, LogPosition } from "./log-position.ts";
import { createMailbox } from "./mailbox.ts";
import { aborted, orAborted, within } from "./within.ts";

type ReadOptions = Parameters<LogGroup["read"]>[1];

export function createLogs(context: Context, events: EventHub): LogGroup {
	const hubs = createLogHubs(context, events);
	return {
		read: (id, options, { signal }) => readLines(context, hubs, assertSafeName(id), options, signal),
		tail: (id, lines, { signal }) => readTail(context, assertSafeName(id), lines, signal),
		cost: () => ({ ...context.logMeter.cost(), followers: hubs.followers() }),
	};
}

export async function readTail(context: Context, id: string, tail: number, signal: AbortSignal): Promise<readonly EngineLogLine[]> {
	const { limits, closing } = context;
	return within({ op: "logs.tail", ms: limits.callMs, signals: [signal, closing] }, async (bounded) => {
		try {
			const lines = await readTailLines(context, { id, tail, takeRest: true, signal: bounded });
			return passAll(new LogPosition(null), lines).slice(Math.max(0, lines.length - tail));
		} catch (error) {
			if (!isAppError(error, "NOT_FOUND")) throw error;
			return [];
		}
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
	const { after, until } = toLogRange(options);
	const position = new LogPosition(after);
	const order = createLogOrder();
	const reader: LogReader = createMailbox(options.queueMax ?? limits.logQueueMax);
	const hub = hubs.of(id);
	async function* past(how: HistoryOptions): AsyncGenerator<EngineLogMessage, void, undefined> {
		for await (const { lines, isSilent } of history(context, { id, position, until, order, ...how, signal })) {
			const passed = passAll(position, lines);
			if (!isSilent) for (const line of passed) yield { kind: "line", ...line };
		}
	}
	try {
		let isAttached = options.follow && hub.attach(reader);
		yield* past({ ...options, isFirst: true });
		if (!options.follow) {
			const seen = await inspectContainer(context.daemon, id, signal);
			return yield { kind: "end", why: seen ? "exited" : "gone" };
		}
		if (!isAttached) {
			isAttached = hub.attach(reader);
			if (isAttached) yield* past(catchUp);
			else hub.begin(reader, position);
		}
		for (let pass = 0; pass < CATCH_UPS_MAX && reader.takeDropped() > 0; pass++) yield* past(catchUp);
		yield* live(context, reader, position, order, signal);
	} catch (error) {
		if (signal.aborted || !closing.aborted) throw error;
	} finally {
		hub.detach(reader);
	}
}

/** A later reading: the container may be gone by now, and what it said is in the mailbox. */
const catchUp: HistoryOptions = { follow: true, isFirst: false };

/** Each line waits a moment for those of the other stream that were stamped before it. */
async function* live(
	context: Context,
	reader: LogReader,
	position: LogPosition,
	order: LogOrder,
	signal: AbortSignal,
): AsyncGenerator<EngineLogMessage, void> {
	const op = "logs.read";
	const { closing, limits } = context;
	for (;;) {
		if (order.size === 0) {
			const message = await reader.take(op, signal, closing);
			const lost = reader.takeDropped();
			if (lost > 0) yield { kind: "gap", skipped: lost };
			if ("kind" in message) return yield message;
			order.add(message);
		}
		const until = order.newest;
		await orAborted(systemClock.sleep(limits.logHoldMs), op, signal, closing);
		const skipped = reader.takeDropped();
		if (skipped > 0) {
			for (const line of passAll(position, order.take(null))) yield { kind: "line", ...line };
			yield { kind: "gap", skipped };
		}
		while (reader.size > 0) {
			const message = await reader.take(op, signal, closing);
			if ("kind" in message) {
				for (const line of passAll(position, order.take(null))) yield { kind: "line", ...line };
				return yield message;
			}
			order.add(message);
		}
		for (const line of passAll(position, order.take(until))) yield { kind: "line", ...line };
	}
}

/** Those that were not taken before, each with the cursor after it. */
const passAll = (position: LogPosition, lines: readonly CountedLine[]): EngineLogLine[] =>
	lines.flatMap((line) => {
		const cursor = position.pass(line);
		return cursor ? [toLine(line, cursor)] : [];
	});

const toLine = (line: CountedLine, cursor: LogCursor): EngineLogLine => ({
	stream: line.stream,
	at: line.at,
	cursor,
	text: line.text,
	truncated: line.truncated,
});
