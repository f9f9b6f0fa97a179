import { AppError, type Clock, type LeaseId, type LogMessage } from "@berth/core";
import type { InstanceRecord, LeaseRecord, Stores } from "@berth/db";
import type { Engine, LogCursor } from "@berth/engine";
import type { HintHub } from "../feed/hint-hub.ts";
import type { Directory } from "../queries/directory.ts";
import type { Caller, LeaseService } from "../service.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { type InstanceMessage, logKey, readInstance } from "./instance-log.ts";
import { mergeByTime } from "./merge-by-time.ts";
import { createLiveMerge } from "./merge-live.ts";

export interface LogTools {
	readonly stores: Pick<Stores, "leases" | "reader">;
	readonly engine: Pick<Engine, "logs">;
	/** The node whose containers the engine shows; null when it shows all of them. */
	readonly engineNode: string | null;
	readonly directory: Pick<Directory, "nodes">;
	readonly hub: HintHub;
	readonly clock: Clock;
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

interface Rows {
	readonly lease: LeaseRecord;
	/** Those that have a container that was started, of the services asked for. */
	readonly rows: readonly InstanceRecord[];
}

async function readRows({ stores }: LogTools, caller: Caller, id: LeaseId, { services, instance }: Options): Promise<Rows> {
	const lease = await stores.leases.find(id, caller.scope);
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId: id } });
	const rows = (await stores.reader.instances([id])).get(id) ?? [];
	const isReadable = (row: InstanceRecord) => row.containerId !== null && row.state !== "created";
	const isAsked = (row: InstanceRecord) =>
		(services === undefined || services.includes(row.service)) && (instance === undefined || row.index === instance);
	return { lease, rows: rows.filter((row) => isReadable(row) && isAsked(row)) };
}

/** Another node's containers are not to be taken for gone. */
async function assertInSight({ engineNode, directory }: LogTools, { nodeId }: LeaseRecord): Promise<void> {
	if (engineNode === null) return;
	const node = (await directory.nodes()).get(nodeId)?.name ?? "unknown";
	if (node === engineNode) return;
	throw new AppError("UNSUPPORTED", {
		message: `The lease is on node ${node}, whose logs are read by the Berth process beside it.`,
		data: { node },
	});
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
	if (message.kind === "gap") return { kind: "gap", cursor: encodeCursor(positions), skipped: message.skipped };
	if (message.kind === "end") return notice(row, "ended", positions, clock);
	positions.set(logKey(row), message.cursor);
	const { stream, at, text, truncated } = message;
	return { kind: "line", cursor: encodeCursor(positions), service: row.service, instance: row.index, stream, at, text, truncated };
}

const notice = (row: InstanceRecord, what: "started" | "ended", positions: ReadonlyMap<string, LogCursor>, clock: Clock): LogMessage => ({
	kind: "instance",
	cursor: encodeCursor(positions),
	service: row.service,
	instance: row.index,
	what,
	at: clock.now().toISOString(),
});
