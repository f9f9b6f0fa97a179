import { isAppError } from "@berth/core";
import type { Context } from "./context.ts";
import type { LogOrder } from "./log-order.ts";
import { createLogOrder } from "./log-order.ts";
import type { CountedLine, LogPosition } from "./log-position.ts";
import { OVERLAP_MS, readLog, resumeFrom } from "./log-source.ts";
import { pause } from "./pause.ts";

export interface HistoryOptions {
	readonly follow: boolean;
	readonly tail?: number;
	/** Whether a container that is unknown is an error. */
	readonly isFirst: boolean;
}

interface Reading extends HistoryOptions {
	readonly id: string;
	readonly position: LogPosition;
	/** Where the reading ends; null where the log does. */
	readonly until: string | null;
	/** What may still have an older neighbour stays in it when the reading of a follower ends. */
	readonly order: LogOrder;
	readonly signal: AbortSignal;
}

/** Lines in order; silent ones only say where the new ones begin. */
export interface Piece {
	readonly lines: readonly CountedLine[];
	readonly isSilent: boolean;
}

/** As many lines are held before they are looked through. */
const BATCH = 256;
/** The last lines by stamp may stand a little before the last that were written. */
const TAIL_EXTRA = 32;

/** What stands in the log from the position on. A follower's reading goes on after a lost connection. */
export async function* history(context: Context, reading: Reading): AsyncGenerator<Piece, void, undefined> {
	const { id, position, until, order, follow, tail, signal } = reading;
	const { limits } = context;
	let isOpen = !reading.isFirst;
	let isBegun = tail === undefined;
	for (;;) {
		try {
			const onOpen = () => {
				isOpen = true;
			};
			if (!isBegun) {
				const lines = await readTailLines(context, { id, tail: tail ?? 0, takeRest: !follow, after: position.at, until, signal }, onOpen);
				isBegun = true;
				if (lines[0]) position.beginAt(lines[0].endAt);
				const first = Math.max(0, lines.length - (tail ?? 0));
				yield { lines: lines.slice(0, first), isSilent: true };
				for (const line of lines.slice(first)) order.add(line);
				return yield { lines: order.take(follow ? horizon(order) : null), isSilent: false };
			}
			const request = { id, follow: false, takeRest: !follow, ...resumeFrom(position), until, lineBytesMax: limits.logLineBytes, signal };
			let lookAt = BATCH;
			for await (const line of readLog(context, request, onOpen)) {
				order.add(line);
				if (order.size < lookAt) continue;
				yield { lines: order.take(horizon(order)), isSilent: false };
				lookAt = order.size * 2 + BATCH;
			}
			return yield { lines: order.take(follow ? horizon(order) : null), isSilent: false };
		} catch (error) {
			if (isOpen && isAppError(error, "NOT_FOUND")) return;
			if (!isOpen || !follow || !isAppError(error, "ENGINE_UNREACHABLE", "TIMEOUT")) throw error;
			await pause(limits.reconnectMs.max, signal);
		}
	}
}

/** Nothing that is still to be read was stamped before this. */
const horizon = ({ newest }: LogOrder): string => new Date(Date.parse(newest ?? "1970-01-01T00:00:00Z") - OVERLAP_MS).toISOString();

interface TailRequest {
	readonly id: string;
	readonly tail: number;
	readonly takeRest: boolean;
	readonly after?: string | null;
	readonly until?: string | null;
	readonly signal: AbortSignal;
}

/** The last lines in order, with some more before them. Cost  a reading from `after` on when there is an `until`. */
export async function readTailLines(
	context: Context,
	{ id, tail, takeRest, after = null, until = null, signal }: TailRequest,
	onOpen?: () => void,
): Promise<CountedLine[]> {
	const { limits } = context;
	const order = createLogOrder();
	const wanted = tail + TAIL_EXTRA;
	// The daemon counts a tail from the end of the log, wherever the reading ends.
	const request = {
		id,
		follow: false,
		takeRest,
		until,
		...(until === null ? { tail: wanted } : {}),
		lineBytesMax: limits.logLineBytes,
		signal,
	};
	for await (const line of readLog(context, { ...request, ...resumeFrom({ at: after }) }, onOpen)) {
		order.add(line);
		if (order.size >= wanted + BATCH) order.keepLast(wanted);
	}
	return order.take(null);
}
