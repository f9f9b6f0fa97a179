import { type Logger, pino } from "pino";
import { serializeError } from "./serialize-error.ts";

export type { Logger } from "pino";

/** A name that, in whatever we log, is never followed by its value. */
const hidden = ["authorization", "cookie", "password", "secret", "token", "env"];

/** JSON lines. Messages are constant, facts are fields; `err` is an error. */
export function createLogger(options: { readonly level: string; readonly to?: { write(line: string): void } }): Logger {
	const settings = {
		level: options.level,
		base: { pid: process.pid },
		timestamp: pino.stdTimeFunctions.isoTime,
		formatters: { level: (level: string) => ({ level }) },
		serializers: { err: (err: unknown) => serializeError(err) },
		redact: { paths: hidden.flatMap((name) => [name, `*.${name}`]), censor: "[secret]" },
	};
	return options.to === undefined ? pino(settings) : pino(settings, options.to);
}
