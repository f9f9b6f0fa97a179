import { createLevelReader, type LogLevel, type LogMessage, plainText } from "@berth/core";
import { columnsOf } from "./columns.ts";

/** Lines a tab keeps. Less: a burst pushes out what is being read. More: a tab of busy logs grows by tens of megabytes. */
export const LINES_MAX = 10_000;

// How far the list may grow before it is cut, so that not every new line copies all of them.
const SLACK = 2_000;

/** Stands at the end of a line that was too long to be sent whole. */
export const CUT = " … (cut)";

/** One row of the viewer. `nth` counts from the first message this buffer took and never changes. */
export interface LogRow {
	readonly nth: number;
	readonly message: LogMessage;
	/** The line without orders to a terminal; empty for a notice. */
	readonly text: string;
	/** How wide the text is, in characters of a fixed-width font. */
	readonly columns: number;
	readonly level: LogLevel | null;
}

export interface LogBuffer {
	/** Takes in messages in their order. Returns how many were new. */
	add(messages: readonly LogMessage[]): number;
	/** What is held now, oldest first; never more than {@link LINES_MAX}. */
	rows(): readonly LogRow[];
	/** How many that are. */
	size(): number;
	/** All that were ever taken in. */
	total(): number;
	clear(): void;
}

/** Keeps the newest lines of a log, each once: a stream that is resumed may repeat what was heard. */
export function createLogBuffer(): LogBuffer {
	let held: LogRow[] = [];
	let nth = 0;
	let seen = new Set<string>();
	const levels: LevelReaders = new Map();
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
				const text = message.kind === "line" ? plainText(message.text) + (message.truncated ? CUT : "") : "";
				held.push({ nth, message, text, columns: columnsOf(text), level: readLevel(levels, message, text) });
				nth++;
				added++;
			}
			if (held.length > LINES_MAX + SLACK) trim();
			return added;
		},
		rows: () => held.slice(-LINES_MAX),
		size: () => Math.min(held.length, LINES_MAX),
		total: () => nth,
		clear: () => {
			held = [];
			seen = new Set();
		},
	};
}

const keyOf = (message: LogMessage): string => (message.kind === "line" ? message.cursor : `${message.kind} ${message.cursor}`);

type LevelReaders = Map<string, ReturnType<typeof createLevelReader>>;

/** A line that goes on with what its writer said before has the level of that. */
function readLevel(readers: LevelReaders, message: LogMessage, text: string): LogLevel | null {
	if (message.kind !== "line") return null;
	const writer = `${message.service} ${message.instance} ${message.stream}`;
	const reader = readers.get(writer) ?? createLevelReader();
	readers.set(writer, reader);
	return reader(text);
}
