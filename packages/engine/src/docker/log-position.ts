import type { LogCursor } from "../engine.ts";
import type { RawLine } from "./log-demux.ts";

/** A line and which one of its stream it is among those of the same stamp, counted from one. */
export interface CountedLine extends RawLine {
	readonly nth: number;
}

type Mark = Pick<CountedLine, "endAt" | "nth">;

/**
 * How far one reader has come in a container's log, so that lines which two requests both give are taken once.
 *
 * Stamps grow within one stream, but what the two streams wrote may stand in an order some milliseconds off. So it is remembered
 * per stream, while the cursor a caller gets counts over both. Equal text means nothing here: a program may say a thing twice.
 */
export class LogPosition {
	readonly #resumed: LogCursor | null;
	readonly #marks: Partial<Record<RawLine["stream"], Mark>>;
	/** Before it nothing is new; null when the log was read from its beginning. */
	#floor: string | null;
	#cursor: LogCursor | null;

	constructor(after: LogCursor | null, from?: LogPosition) {
		this.#resumed = after;
		this.#marks = from ? { ...from.#marks } : {};
		this.#floor = from ? from.#floor : (after?.at ?? null);
		this.#cursor = from ? from.#cursor : after && { at: after.at, ordinal: 0 };
	}

	/** Where the next request has to begin, inclusive; null before the first line. */
	get at(): string | null {
		return this.#cursor?.at ?? null;
	}

	/** Returns the cursor after the line, or null when it was taken before. */
	pass(line: CountedLine): LogCursor | null {
		if (!this.isNew(line)) return null;
		this.#marks[line.stream] = { endAt: line.endAt, nth: line.nth };
		this.#cursor = { at: line.endAt, ordinal: this.#cursor?.at === line.endAt ? this.#cursor.ordinal + 1 : 1 };
		const resumed = this.#resumed;
		return resumed && this.#cursor.at === resumed.at && this.#cursor.ordinal <= resumed.ordinal ? null : this.#cursor;
	}

	/** Whether the line was not taken before. Counts of a request that begins later only make it say no too often. */
	isNew(line: CountedLine): boolean {
		const mark = this.#marks[line.stream];
		return mark ? isAfter(line, mark) : this.#floor === null || line.endAt >= this.#floor;
	}

	/** What was stamped before is not asked for: the reading begins in the middle of the log. */
	beginAt(stamp: string): void {
		this.#floor ??= stamp;
	}

	/** Another reader's position, as far as this one has come. */
	fork(): LogPosition {
		return new LogPosition(null, this);
	}
}

const isAfter = (line: Mark, mark: Mark): boolean => line.endAt > mark.endAt || (line.endAt === mark.endAt && line.nth > mark.nth);
