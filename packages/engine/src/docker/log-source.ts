import type { Context } from "./context.ts";
import { createLogDemux, type RawLine } from "./log-demux.ts";
import type { CountedLine } from "./log-position.ts";
import { fromThrown } from "./translate-error.ts";

export interface LogRequest {
	readonly id: string;
	readonly follow: boolean;
	/** The last so many entries only. */
	readonly tail?: number;
	/** From this stamp on, inclusive. */
	readonly since?: string;
	/** To this stamp, inclusive. */
	readonly until?: string | null;
	/** Whether a last line without its end is one: not while more of it may come. */
	readonly takeRest: boolean;
	readonly lineBytesMax: number;
	readonly signal: AbortSignal;
}

/**
 * The lines of one log request, as they come; leaving the loop ends the request.
 *
 * Errors  NOT_FOUND, ENGINE_UNREACHABLE (also in the middle), ENGINE_FAILED for a stream that is no log.
 */
export async function* readLog(
	{ daemon, logMeter }: Pick<Context, "daemon" | "logMeter">,
	request: LogRequest,
	onOpen?: () => void,
): AsyncGenerator<CountedLine, void, undefined> {
	const op = "logs.read";
	const { until = null } = request;
	const isWithin = ({ endAt }: RawLine) => until === null || endAt <= until;
	const stream = await daemon.stream({
		op,
		method: "GET",
		path: `/containers/${request.id}/logs`,
		query: {
			stdout: true,
			stderr: true,
			timestamps: true,
			follow: request.follow,
			tail: request.tail ?? "all",
			since: request.since === undefined ? undefined : toSeconds(request.since),
			// The daemon stops at the first line that is later, and one that was written after it may be earlier.
			until: until === null ? undefined : toSeconds(shifted(until, OVERLAP_MS)),
		},
		signal: request.signal,
	});
	onOpen?.();
	const demux = createLogDemux(request.lineBytesMax);
	const count = createCounter();
	try {
		for await (const chunk of stream)
			for (const line of logMeter.measure(() => demux.push(chunk), chunk.length).filter(isWithin)) yield count(line);
		if (request.takeRest) for (const line of demux.flush().filter(isWithin)) yield count(line);
	} catch (error) {
		throw fromThrown(error, op);
	} finally {
		stream.destroy();
	}
}

function createCounter(): (line: RawLine) => CountedLine {
	const last: Partial<Record<RawLine["stream"], CountedLine>> = {};
	return (line) => {
		const before = last[line.stream];
		const counted = { ...line, nth: before?.endAt === line.endAt ? before.nth + 1 : 1 };
		last[line.stream] = counted;
		return counted;
	};
}

/** The daemon takes a stamp as seconds and nanoseconds, which no JavaScript number holds. */
function toSeconds(stamp: string): string {
	const nanos = /\.(\d{1,9})/.exec(stamp)?.[1] ?? "";
	return `${Math.floor(Date.parse(stamp) / 1_000)}.${nanos.padEnd(9, "0")}`;
}

/** The two streams of a log may be written this far out of order; a request that resumes begins so much earlier. */
export const OVERLAP_MS = 100;

/** Where a request begins that goes on from a position: a little before it, or at the very start. */
export const resumeFrom = (position: { readonly at: string | null }): { readonly since?: string } =>
	position.at === null ? {} : { since: shifted(position.at, -OVERLAP_MS) };

const shifted = (stamp: string, byMs: number): string => new Date(Date.parse(stamp) + byMs).toISOString();
