import { AppError } from "@berth/core";
import type { EngineLogMessage, LogGroup } from "../engine.ts";
import { type LogRange, toLogRange } from "../log-range.ts";
import { hangBell } from "./bell.ts";
import { type Connection, callDaemon, openStream, refuseUnreachable } from "./calls.ts";
import type { ContainerRecord } from "./container-record.ts";
import { watchContainer } from "./lifecycle.ts";
import { endOf, lineAt, linesFrom, positionAfter } from "./output.ts";

type ReadOptions = Parameters<LogGroup["read"]>[1];

/** Readers keep a position in what the container printed, so none of them holds lines or disturbs another. */
export function createLogs(connection: Connection): LogGroup {
	const find = (id: string) => connection.world.containers.find(id);
	const cost = { followers: 0, lines: 0, bytes: 0 };
	async function* read(id: string, options: ReadOptions, signal: AbortSignal): AsyncGenerator<EngineLogMessage, void, undefined> {
		if (options.follow) cost.followers++;
		try {
			for await (const message of readLogs(connection, id, options, signal)) {
				if (message.kind === "line") {
					cost.lines++;
					cost.bytes += message.text.length;
				}
				yield message;
			}
		} finally {
			if (options.follow) cost.followers--;
		}
	}
	return {
		read: (id, options, call) => read(id, options, call.signal),
		// What is simulated costs nothing.
		cost: () => ({ ...cost, cpuMs: 0 }),
		tail: (id, lines, call) =>
			callDaemon(connection, { operation: "logs.tail", subject: id, leaseId: find(id)?.leaseId ?? null }, call, () => {
				const output = find(id)?.output ?? null;
				return linesFrom(output, endOf(output) - lines);
			}),
	};
}

const DEFAULT_QUEUE = 1_000;

async function* readLogs(
	connection: Connection,
	id: string,
	options: ReadOptions,
	signal: AbortSignal,
): AsyncGenerator<EngineLogMessage, void, undefined> {
	const { world, closing } = connection;
	const range = toLogRange(options);
	const leaseId = world.containers.find(id)?.leaseId ?? null;
	await openStream(connection, { operation: "logs.read", subject: id, leaseId }, { signal });
	refuseUnreachable(connection);
	const record = world.containers.find(id);
	if (!record) throw new AppError("NOT_FOUND", { data: { container: id } });
	const bell = hangBell(connection, signal, [(ring) => watchContainer(record, ring), world.daemon.listen]);
	const attachedAt = endOf(record.output);
	let position = firstPosition(record, range, options.tail);
	const lastly = endPosition(record, range);
	try {
		while (!closing.aborted) {
			const message = world.daemon.reachable ? nextMessage(record, position, attachedAt, { ...options, lastly }) : null;
			if (!message) {
				await bell.wait();
				continue;
			}
			position += message.kind === "gap" ? message.skipped : 1;
			yield message;
			if (message.kind === "end") return;
			await bell.check();
		}
	} finally {
		bell.hangUp();
	}
}

interface Reading {
	readonly follow: boolean;
	readonly queueMax?: number;
	/** Where the reading ends, whatever is printed later. */
	readonly lastly: number;
}

/** What a reader at this position gets now; null while there is nothing. What stood there before it came never overflows. */
function nextMessage(record: ContainerRecord, position: number, attachedAt: number, reading: Reading): EngineLogMessage | null {
	const skipped = endOf(record.output) - position - (reading.queueMax ?? DEFAULT_QUEUE);
	if (reading.follow && skipped > 0 && position >= attachedAt) return { kind: "gap", skipped };
	const line = record.output && position < reading.lastly ? lineAt(record.output, position) : null;
	if (line) return { kind: "line", ...line };
	if (reading.follow && record.phase === "running") return null;
	return { kind: "end", why: record.phase === "gone" ? "gone" : "exited" };
}

function firstPosition(record: ContainerRecord, range: LogRange, tail: number | undefined): number {
	const { output } = record;
	const first = range.after && output ? positionAfter(output, range.after) : (output?.forgotten ?? 0);
	return tail === undefined ? first : Math.max(first, Math.min(endOf(output), endPosition(record, range)) - tail);
}

const endPosition = ({ output }: ContainerRecord, { until }: LogRange): number =>
	until !== null && output ? positionAfter(output, { at: until, ordinal: Number.POSITIVE_INFINITY }) : Number.POSITIVE_INFINITY;
