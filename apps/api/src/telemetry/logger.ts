import { parseTraceParent, type Spans } from "@berth/core";
import { type Logger, pino } from "pino";
import { hideSecrets } from "./hide-secrets.ts";
import { serializeError } from "./serialize-error.ts";

export type { Logger } from "pino";

export interface LoggerOptions {
	readonly level: string;
	readonly to?: { write(line: string): void };
	/** Whose trace a line belongs to; absent where there are none, and then no line is asked about it. */
	readonly spans?: Pick<Spans, "current">;
}

/** JSON lines. Messages are constant, facts are fields; `err` is an error. */
export function createLogger({ level, to, spans }: LoggerOptions): Logger {
	const settings = {
		level,
		base: { pid: process.pid },
		timestamp: createTimestamp(),
		formatters: { level: (level: string) => ({ level }), log: hideSecrets },
		serializers: { err: (err: unknown) => serializeError(err) },
		...(spans && { mixin: () => traceOf(spans) }),
	};
	return pino(settings, to ?? createOutput());
}

/** What pino's `isoTime` says. All but the milliseconds is put together once a second: a date costs more than what is said with it. */
function createTimestamp(): () => string {
	let second = Number.NaN;
	let text = "";
	return () => {
		const ms = Date.now();
		if (Math.floor(ms / 1_000) !== second) {
			second = Math.floor(ms / 1_000);
			text = new Date(ms).toISOString().slice(0, -4);
		}
		return `,"time":"${text}${String(ms % 1_000).padStart(3, "0")}Z"`;
	};
}

/** A turn that says more than this is not waited for. */
const OUTPUT_CHARS_MAX = 8 * 1024;

/** Standard output. What is logged within one turn is written at once: under load that is one write for many calls. */
function createOutput(): { write(line: string): void } {
	const output = pino.destination({ dest: 1, sync: true });
	let lines = "";
	const flush = () => {
		const written = lines;
		lines = "";
		if (written !== "") output.write(written);
	};
	// What was said last before the end is what one looks for.
	process.on("exit", flush);
	return {
		write(line) {
			if (lines === "") setImmediate(flush);
			lines += line;
			if (lines.length > OUTPUT_CHARS_MAX) flush();
		},
	};
}

function traceOf(spans: Pick<Spans, "current">): object {
	const present = parseTraceParent(spans.current());
	return present === null ? {} : { traceId: present.traceId, spanId: present.spanId };
}
