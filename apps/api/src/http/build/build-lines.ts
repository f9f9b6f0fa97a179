import type { BuildMessage, Millis } from "@berth/core";
import type { ErrorData } from "../../trpc/to-trpc-error.ts";

/** The last line of a build that failed after its first one was sent. */
export interface BuildFailed {
	readonly kind: "error";
	readonly error: ErrorData;
}
export type BuildLine = BuildMessage | BuildFailed;

/** Of output that nobody has taken yet. More: a build that prints without end fills the memory. Fewer: who reads slowly misses more. */
const CHARS_MAX = 1024 * 1024;

export interface BuildLines {
	add(line: BuildLine): void;
	/** After the last one. */
	end(): void;
	/** Resolves with the first line. */
	readonly begun: Promise<void>;
	hasBegun(): boolean;
	/** As NDJSON; `onGone` hears when its reader goes before the end. */
	body(onGone: () => void): ReadableStream<Uint8Array>;
}

/** Lines that are made faster or slower than they are read: of too much output what is missing is counted, of none is said now and then that it goes on. */
export function createBuildLines(aliveMs: Millis): BuildLines {
	const encoder = new TextEncoder();
	const begun = Promise.withResolvers<void>();
	let waiting: BuildLine[] = [];
	let chars = 0;
	let missed = 0;
	let isBegun = false;
	let isOver = false;
	let wake: () => void = () => undefined;

	const take = (): string => {
		const text = waiting.map((line) => `${JSON.stringify(line)}\n`).join("");
		waiting = [];
		chars = 0;
		return text;
	};
	const catchUp = () => {
		if (missed === 0) return;
		waiting.push({ kind: "output", text: `\n… (${missed} characters are missing here)\n` });
		missed = 0;
	};
	const add = (line: BuildLine) => {
		if (line.kind === "output" && chars + line.text.length > CHARS_MAX) {
			missed += line.text.length;
			return;
		}
		catchUp();
		if (line.kind === "output") chars += line.text.length;
		waiting.push(line);
		isBegun = true;
		begun.resolve();
		wake();
	};
	return {
		add,
		end() {
			isOver = true;
			wake();
		},
		begun: begun.promise,
		hasBegun: () => isBegun,
		body(onGone) {
			const alive = setInterval(() => waiting.length === 0 && add({ kind: "alive" }), aliveMs);
			const stop = () => clearInterval(alive);
			return new ReadableStream<Uint8Array>(
				{
					async pull(controller) {
						while (waiting.length === 0 && !isOver) await new Promise<void>((resolve) => (wake = resolve));
						const text = take();
						if (text !== "") controller.enqueue(encoder.encode(text));
						else {
							stop();
							controller.close();
						}
					},
					cancel() {
						stop();
						onGone();
					},
				},
				{ highWaterMark: 0 },
			);
		},
	};
}
