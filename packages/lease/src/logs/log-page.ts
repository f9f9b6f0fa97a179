import { AppError, type LeaseId, type LogLine, type LogPage } from "@berth/core";
import type { InstanceRecord } from "@berth/db";
import type { EngineLogLine, LogCursor } from "@berth/engine";
import type { Caller } from "../service.ts";
import { decodeCursor } from "./cursor.ts";
import { type InstanceMessage, logKey, readInstance } from "./instance-log.ts";
import type { LogPageOptions } from "./log-options.ts";
import { mergeByTime } from "./merge-by-time.ts";
import { assertInSight, type LogSources, readRows } from "./read-rows.ts";
import { toLine } from "./to-line.ts";

// Lines of one stamp that may stand behind a position within it.
const SAME_STAMP = 50;

/**
 * Lines around a position. Every line of every instance is on exactly one side of it, so pages that go on from each other repeat
 * nothing and leave nothing out.
 *
 * Errors  NOT_FOUND; BAD_INPUT for a strange position, and for none; UNSUPPORTED; ENGINE_UNREACHABLE.
 * Cost    reads each log from its beginning up to `before`.
 */
export async function readLogPage(
	tools: LogSources,
	caller: Caller,
	id: LeaseId,
	options: LogPageOptions,
	signal: AbortSignal,
): Promise<LogPage> {
	const { after, before, limit } = options;
	if (after === undefined && before === undefined) throw new AppError("BAD_INPUT", { message: "A page of a log has a position." });
	const from = after === undefined ? null : decodeCursor(after);
	const to = before === undefined ? null : decodeCursor(before);
	const { lease, rows } = await readRows(tools, caller, id, options);
	await assertInSight(tools, lease);
	const range = { from, to, limit, own: options.isInclusive ? undefined : [...(to?.keys() ?? [])].at(-1) };
	const ended = new AbortController();
	const merged = mergeByTime(rows.map((row) => readRow(tools, row, range, AbortSignal.any([signal, ended.signal]))));
	const positions = new Map<string, LogCursor>(from ?? []);
	const lines: LogLine[] = [];
	try {
		for await (const { row, message } of merged) {
			lines.push(toLine(row, message, positions));
			if (from !== null && lines.length > limit) break;
		}
	} finally {
		ended.abort();
	}
	return { lines: from === null ? lines.slice(-limit) : lines.slice(0, limit), hasMore: lines.length > limit };
}

interface Range {
	readonly from: ReadonlyMap<string, LogCursor> | null;
	readonly to: ReadonlyMap<string, LogCursor> | null;
	readonly limit: number;
	/** The instance whose line the end itself is, when that is left out. */
	readonly own: string | undefined;
}

interface InstanceLine extends InstanceMessage {
	readonly message: { readonly kind: "line" } & EngineLogLine;
}

async function* readRow(
	tools: LogSources,
	row: InstanceRecord,
	{ from, to, limit, own }: Range,
	signal: AbortSignal,
): AsyncGenerator<InstanceLine, void, undefined> {
	const key = logKey(row);
	const after = from?.get(key);
	const end = to?.get(key);
	// What had said nothing up to the end has nothing before it.
	if (to !== null && end === undefined) return;
	const options = {
		follow: false,
		...(after && { after }),
		...(end && { until: end.at }),
		...(from === null && { tail: limit + SAME_STAMP }),
	};
	const reaches = own === key ? 0 : 1;
	for await (const { message, at } of readInstance(tools, row, options, signal)) {
		if (message.kind !== "line") continue;
		if (end && compare(message.cursor, end) >= reaches) continue;
		yield { row, message, at };
	}
}

const compare = (a: LogCursor, b: LogCursor): number => (a.at === b.at ? a.ordinal - b.ordinal : a.at < b.at ? -1 : 1);
