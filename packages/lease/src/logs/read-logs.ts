import type { Clock, LeaseId, LogMessage } from "@berth/core";
import type { InstanceRecord } from "@berth/db";
import type { LogCursor } from "@berth/engine";
import type { HintHub } from "../feed/hint-hub.ts";
import type { Caller, LeaseService } from "../service.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { type InstanceMessage, logKey, readInstance } from "./instance-log.ts";
import { mergeByTime } from "./merge-by-time.ts";
import { createLiveMerge } from "./merge-live.ts";
import { assertInSight, type LogSources, type Rows, readRows } from "./read-rows.ts";
import { toLine } from "./to-line.ts";

export interface LogTools extends LogSources {
	readonly hub: HintHub;
}

type Options = Parameters<LeaseService["logs"]>[2];

/** Lines of before that may be asked for; the rest is in an export. */
const TAIL_MAX = 10_000;

/**
 * The log of a lease: what there is, in order of time over all instances; then, when following, what comes, in the order it comes,
 * new instances included. It ends when there is no more, or with the lease.
 *
 * Errors  NOT_FOUND; BAD_INPUT for a strange cursor; UNSUPPORTED for a lease on a node that this process sees nothing of;
 *         ENGINE_UNREACHABLE before the first line.
 */
export async function* readLogs(
	tools: LogTools,
	caller: Caller,
	id: LeaseId,
	options: Options,
	signal: AbortSignal,
): AsyncGenerator<LogMessage, void, undefined> {
	const positions = options.after === undefined ? new Map<string, LogCursor>() : decodeCursor(options.after);
	const over = new AbortController();
	const ended = AbortSignal.any([signal, over.signal]);
	const live = createLiveMerge<InstanceMessage>();
	const heard = { leaseId: id, onHint: live.wake, onResync: live.wake, onPoll: live.wake };
	const unsubscribe = options.follow ? tools.hub.subscribe(heard) : () => undefined;
	signal.addEventListener("abort", live.wake, { once: true });
	try {
		const first = await readRows(tools, caller, id, options);
		await assertInSight(tools, first.lease);
		for await (const message of backlog(tools, first.rows, positions, options, ended)) yield message;
		if (options.follow) yield* follow({ ...tools, live, positions, ended }, first, () => readRows(tools, caller, id, options));
	} finally {
		unsubscribe();
		signal.removeEventListener("abort", live.wake);
		over.abort();
		await live.close();
	}
}

/** What there is now, from each instance's position, or the last lines of all of them together. */
async function* backlog(
	tools: LogTools,
	rows: readonly InstanceRecord[],
	positions: Map<string, LogCursor>,
	options: Options,
	signal: AbortSignal,
): AsyncGenerator<LogMessage, void, undefined> {
	const tail = Math.min(Math.max(0, options.tail), TAIL_MAX);
	const resumes = options.after !== undefined;
	const sources = rows.map((row) => {
		const after = positions.get(logKey(row));
		return readInstance(tools, row, { follow: false, ...(after ? { after } : resumes ? {} : { tail }) }, signal);
	});
	const lines = mergeByTime(sources);
	if (resumes) {
		for await (const item of lines) {
			const message = toMessage(item, positions, tools.clock);
			if (message && message.kind !== "instance") yield message;
		}
		return;
	}
	const last: LogMessage[] = [];
	for await (const item of lines) {
		const message = toMessage(item, positions, tools.clock);
		if (message?.kind === "line") last.push(message);
	}
	yield* tail === 0 ? [] : last.slice(-tail);
}

interface Following extends LogTools {
	readonly live: ReturnType<typeof createLiveMerge<InstanceMessage>>;
	readonly positions: Map<string, LogCursor>;
	readonly ended: AbortSignal;
}

const LIVE = "live ";

/** Reads every instance from where its log stands, and looks at the rows again whenever the lease changed. */
async function* follow(tools: Following, first: Rows, readAgain: () => Promise<Rows>): AsyncGenerator<LogMessage, void, undefined> {
	const { live, positions, ended, clock } = tools;
	/** By container, the run that is or was read: a container that is started again is read again. */
	const runs = new Map<string, string>();
	const isOver = () => ![...runs.values()].some((run) => run.startsWith(LIVE));
	let seen = first;
	for (;;) {
		for (const row of seen.rows) {
			const key = logKey(row);
			const run = `${row.containerId} ${row.startedAt?.toISOString() ?? ""}`;
			const isNew = seen !== first && !runs.has(key);
			if (runs.get(key)?.startsWith(LIVE) || runs.get(key) === run) continue;
			runs.set(key, LIVE + run);
			const after = positions.get(key);
			live.add(readInstance(tools, row, { follow: true, ...(after && { after }) }, ended));
			if (isNew) yield notice(row, "started", positions, clock);
		}
		for (const key of positions.keys()) if (!seen.rows.some((row) => logKey(row) === key)) positions.delete(key);
		const isClosed = seen.lease.state === "closed";
		while (!(isClosed && isOver())) {
			const item = await live.next();
			if (ended.aborted) return;
			if (item === null) break;
			if (item.message.kind === "end") runs.set(logKey(item.row), runs.get(logKey(item.row))?.slice(LIVE.length) ?? "");
			const message = toMessage(item, positions, clock);
			if (message) yield message;
		}
		// Closed: what was still to be read has been, or has not come for as long as it takes to be asked again.
		if (isClosed) return;
		seen = await readAgain();
	}
}

/** Notes how far the instance was read and says it as a client hears it. */
function toMessage({ row, message }: InstanceMessage, positions: Map<string, LogCursor>, clock: Clock): LogMessage | null {
	if (message.kind === "gap")
		return { kind: "gap", cursor: encodeCursor(positions), skipped: message.skipped, service: row.service, instance: row.index };
	if (message.kind === "end") return notice(row, "ended", positions, clock);
	return toLine(row, message, positions);
}

const notice = (row: InstanceRecord, what: "started" | "ended", positions: ReadonlyMap<string, LogCursor>, clock: Clock): LogMessage => ({
	kind: "instance",
	cursor: encodeCursor(positions),
	service: row.service,
	instance: row.index,
	what,
	at: clock.now().toISOString(),
});
