import type { EngineLogLine, LogCursor } from "../engine.ts";
import type { PrintedLine } from "./image-script.ts";

interface StoredLine {
	readonly stream: "stdout" | "stderr";
	readonly text: string;
	readonly atMs: number;
	/** Counts the lines of one stamp, from 1. */
	readonly ordinal: number;
}

/** What a container printed, in order. Positions count from its first line and stay true when old lines are forgotten. */
export interface Output {
	lines: StoredLine[];
	forgotten: number;
}

/** As a daemon rotates its log files. Small enough for thousands of containers that talk. */
const MAX_LINES = 20_000;

export const createOutput = (): Output => ({ lines: [], forgotten: 0 });

export const endOf = (output: Output | null): number => (output ? output.forgotten + output.lines.length : 0);

export function print(output: Output, nowMs: number, printed: readonly PrintedLine[]): void {
	for (const { stream = "stdout", text } of printed) {
		const last = output.lines.at(-1);
		const atMs = Math.max(nowMs, last?.atMs ?? 0);
		output.lines.push({ stream, text, atMs, ordinal: last?.atMs === atMs ? last.ordinal + 1 : 1 });
	}
	if (output.lines.length <= MAX_LINES * 1.5) return;
	const gone = output.lines.length - MAX_LINES;
	output.lines = output.lines.slice(gone);
	output.forgotten += gone;
}

/** The line at a position; null when there is none (yet, or any more). */
export function lineAt(output: Output, position: number): EngineLogLine | null {
	const line = output.lines[position - output.forgotten];
	if (!line) return null;
	const at = stamp(line.atMs);
	return { stream: line.stream, at, cursor: { at, ordinal: line.ordinal }, text: lastShown(line.text), truncated: false };
}

/** What a terminal shows of a line that was begun anew. */
const lastShown = (text: string): string => (text.includes("\r") ? (text.split("\r").findLast((part) => part !== "") ?? "") : text);

/** The lines from a position on. */
export function linesFrom(output: Output | null, position: number): EngineLogLine[] {
	const found: EngineLogLine[] = [];
	if (!output) return found;
	for (let at = Math.max(0, position); at < endOf(output); at++) {
		const line = lineAt(output, at);
		if (line) found.push(line);
	}
	return found;
}

/** Where a reader that saw everything up to `after` goes on. */
export function positionAfter(output: Output, after: LogCursor): number {
	const index = output.lines.findIndex((line) => {
		const at = stamp(line.atMs);
		return at > after.at || (at === after.at && line.ordinal > after.ordinal);
	});
	return index < 0 ? endOf(output) : output.forgotten + index;
}

/** The simulated machine counts milliseconds, so lines printed together share a stamp and the ordinal tells them apart. */
const stamp = (ms: number): string => new Date(ms).toISOString().replace("Z", "000000Z");
