import { parseTraceParent, type Spans } from "@berth/core";
import { type Logger, pino } from "pino";
import { serializeError } from "./serialize-error.ts";

export type { Logger } from "pino";

/** A name that, in whatever we log, is never followed by its value. */
const hidden = ["authorization", "cookie", "password", "secret", "token", "env"];

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
		timestamp: pino.stdTimeFunctions.isoTime,
		formatters: { level: (level: string) => ({ level }) },
		serializers: { err: (err: unknown) => serializeError(err) },
		redact: { paths: hidden.flatMap((name) => [name, `*.${name}`]), censor: "[secret]" },
		...(spans && { mixin: () => traceOf(spans) }),
	};
	return to === undefined ? pino(settings) : pino(settings, to);
}

function traceOf(spans: Pick<Spans, "current">): object {
	const present = parseTraceParent(spans.current());
	return present === null ? {} : { traceId: present.traceId, spanId: present.spanId };
}
