import { createLevelReader, type LogLevel, type LogMessage, plainText } from "@berth/core";
import { columnsOf } from "./columns.ts";
import { looksLikeJson } from "./json-line.ts";

/** Lines a tab keeps. Less: a burst pushes out what is being read. More: a tab of busy logs grows by tens of megabytes. */
export const LINES_MAX = 10_000;

// How far the list may grow before it is cut, so that not every new line copies all of them.
const SLACK = 2_000;

/** Stands at the end of a line that was too long to be sent whole. */
export const CUT = " … (cut)";

/** Something that happened to the lease, told between the lines of its log. */
export interface LogMark {
	readonly kind: "mark";
	/** Names it among the messages of the log. */
	readonly cursor: string;
	readonly at: string;
	/** Whose log it is about; null for that of all. */
	readonly service: string | null;
	readonly instance: number;
	readonly tone: "calm" | "bad";
	readonly text: string;
}

/** One row of the viewer. `nth` counts from the first message this buffer took, is less for what is older, and never changes. */
export interface LogRow {
	readonly nth: number;
	readonly message: LogMessage | LogMark;
	/** The line without orders to a terminal; empty for a notice. */
	readonly text: string;
	/** How wide the text is, in characters of a fixed-width font. */
	readonly columns: number;
	readonly level: LogLevel | null;
	/** It may be a JSON object. */
	readonly isJson: boolean;
}

/** Makes rows of messages of one reading, in their order. */
export function createRowMaker(): (message: LogMessage, nth: number) => LogRow {
	const readers = new Map<string, ReturnType<typeof createLevelReader>>();
	return (message, nth) => {
		if (message.kind !== "line") return { nth, message, text: "", columns: 0, level: null, isJson: false };
		const text = plainText(message.text) + (message.truncated ? CUT : "");
		const writer = `${message.service} ${message.instance} ${message.stream}`;
		const readLevel = readers.get(writer) ?? createLevelReader();
		readers.set(writer, readLevel);
		return { nth, message, text, columns: columnsOf(text), level: readLevel(text), isJson: looksLikeJson(text) };
	};
}

export interface LogBuffer {
	/** Takes in messages in their order. Returns how many were new. */
	add(messages: readonly LogMessage[]): number;
	/** Puts rows in the place of a gap. */
	fill(nth: number, rows: readonly LogRow[]): void;
	/** What is held now, oldest first; never more than {@link LINES_MAX} and what filled a gap. */
	rows(): readonly LogRow[];
	/** How many messages of the stream that are. */
	size(): number;
	/** All that were ever taken in. */
	total(): number;
	/** Lines that were lost on the way and are not loaded. */
	skipped(): number;
	clear(): void;
}

/** Keeps the newest lines of a log, each once: a stream that is resumed may repeat what was heard. */
export function createLogBuffer(): LogBuffer {
	let held: LogRow[] = [];
	let nth = 0;
	let skipped = 0;
	let seen = new Set<string>();
	let makeRow = createRowMaker();
	const trim = () => {
		for (const { message } of held.slice(0, -LINES_MAX)) seen.delete(keyOf(message));
		held = held.slice(-LINES_MAX);
	};
	return {
		add: (messages) => {
			let added = 0;
			for (const message of messages) {
				const key = keyOf(message);
				if (seen.has(key)) continue;
				seen.add(key);
				if (message.kind === "gap") skipped += message.skipped;
				held.push(makeRow(message, nth));
				nth++;
				added++;
			}
			if (held.length > LINES_MAX + SLACK) trim();
			return added;
		},
		fill: (at, rows) => {
			const place = held.findIndex((row) => row.nth === at);
			const message = held[place]?.message;
			if (message?.kind === "gap") skipped -= message.skipped;
			held = fillGap(held, at, rows);
		},
		rows: () => held.slice(-LINES_MAX),
		size: () => Math.min(held.length, LINES_MAX),
		total: () => nth,
		skipped: () => skipped,
		clear: () => {
			held = [];
			skipped = 0;
			seen = new Set();
			makeRow = createRowMaker();
		},
	};
}

/** The rows with others in the place of one. */
export const fillGap = (rows: readonly LogRow[], nth: number, filling: readonly LogRow[]): LogRow[] =>
	rows.flatMap((row) => (row.nth === nth ? filling : [row]));

const keyOf = (message: LogRow["message"]): string =>
	message.kind === "line" || message.kind === "mark" ? message.cursor : `${message.kind} ${message.cursor}`;
