import { setImmediate as nextTurn } from "node:timers/promises";
import {
	createLevelReader,
	isLineWanted,
	type LeaseId,
	type LogQuery,
	type LogScanEnd,
	type LogScanMessage,
	plainText,
	SECOND,
	textTestOf,
} from "@berth/core";
import type { LogCursor } from "@berth/engine";
import type { Caller } from "../service.ts";
import { advance } from "./cursor.ts";
import { logKey, readInstance } from "./instance-log.ts";
import type { ScanLimits } from "./log-options.ts";
import { mergeByTime } from "./merge-by-time.ts";
import { compilePattern } from "./pattern.ts";
import { assertInSight, type LogSources, readRows } from "./read-rows.ts";
import type { ScanGate } from "./scan-gate.ts";
import { toLine } from "./to-line.ts";

export interface ScanTools extends LogSources {
	readonly gate: ScanGate;
}

// Shorter than what a person takes for standing still.
const PROGRESS_MS = SECOND / 4;
const LINES_BETWEEN_LOOKS = 256;
/** Longer: what else the process does waits for a search. Shorter: the search waits more than it reads. */
const BREATH_MS = 20;

/**
 * Reads what is kept of a lease's log, oldest first, and gives the lines that are wanted; now and then how far it has come; at last why
 * it ended. Leaving the loop ends the reading.
 *
 * Errors  NOT_FOUND; BAD_INPUT for a strange pattern or time; UNSUPPORTED; THROTTLED (`data.which`, `data.retryAfterMs`); ENGINE_UNREACHABLE.
 * Cost    a reading of every kept line from `since` on.
 */
export async function* scanLogs(
	tools: ScanTools,
	caller: Caller,
	id: LeaseId,
	query: LogQuery,
	limits: ScanLimits | null,
	signal: AbortSignal,
): AsyncGenerator<LogScanMessage, void, undefined> {
	const holds = textTestOf(query, compilePattern);
	const { lease, rows } = await readRows(tools, caller, id, query);
	await assertInSight(tools, lease);
	const leave = tools.gate.enter({ leaseId: id, tenantId: caller.scope === "all" ? null : lease.tenantId });
	const over = new AbortController();
	const until = AbortSignal.any([signal, over.signal]);
	const range = { ...(query.since && { since: query.since }), ...(query.until && { until: endOfMillisecond(query.until) }) };
	const levels = new Map(rows.map((row) => [logKey(row), createLevelReader()]));
	const positions = new Map<string, LogCursor>();
	const count = { lines: 0, bytes: 0, matches: 0, at: null as string | null };
	const startedMs = tools.clock.now().getTime();
	let breathedMs = performance.now();
	let saidMs = startedMs;
	try {
		for await (const { row, message } of mergeByTime(rows.map((one) => readInstance(tools, one, { follow: false, ...range }, until)))) {
			if (message.kind !== "line") continue;
			const text = plainText(message.text);
			const level = levels.get(logKey(row))?.(text) ?? null;
			advance(positions, logKey(row), message.cursor);
			count.lines += 1;
			count.bytes += message.text.length;
			count.at = message.at;
			const { stream, at } = message;
			if (isLineWanted(query, { service: row.service, instance: row.index, stream, at }, level) && holds(text)) {
				count.matches += 1;
				yield toLine(row, message, positions);
			}
			// Lines that are here already come one after another without anything else between them, and a pattern may take long for each.
			const isLong = performance.now() - breathedMs > BREATH_MS;
			if (isLong) {
				await nextTurn();
				breathedMs = performance.now();
			}
			const isTimeToLook = isLong || count.lines % LINES_BETWEEN_LOOKS === 0;
			const nowMs = isTimeToLook ? tools.clock.now().getTime() : saidMs;
			const why = limits === null ? null : reached(limits, count, nowMs - startedMs);
			if (why !== null) return yield { kind: "end", why, ...count };
			if (nowMs - saidMs < PROGRESS_MS) continue;
			saidMs = nowMs;
			yield { kind: "progress", ...count };
		}
		if (!signal.aborted) yield { kind: "end", why: "end", ...count };
	} finally {
		over.abort();
		leave();
	}
}

function reached(limits: ScanLimits, count: { readonly matches: number; readonly bytes: number }, ms: number): LogScanEnd | null {
	if (count.matches >= limits.matches) return "matches";
	if (count.bytes >= limits.bytes) return "bytes";
	return ms >= limits.ms ? "time" : null;
}

/** A limit names a millisecond, and a line's stamp has nine digits of a second. */
const endOfMillisecond = (stamp: string): string => {
	const [, whole = stamp, digits = ""] = /^(.*?:\d\d)(?:\.(\d+))?Z$/.exec(stamp) ?? [];
	return `${whole}.${digits.padEnd(3, "0").slice(0, 3)}999999Z`;
};
