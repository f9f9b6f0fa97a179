import { isAppError } from "@berth/core";

interface LoggedError {
	readonly type: string;
	readonly code?: string;
	readonly message?: string;
	readonly stack?: string;
	readonly cause?: LoggedError;
}

const CAUSES_MAX = 4;

/**
 * An error as it is logged: type, code, where it happened, and what caused it.
 *
 * A query's error keeps no message, because that one holds the query's parameters; the database's own words below it do.
 */
export function serializeError(value: unknown, depth = 0): LoggedError {
	if (!(value instanceof Error)) return { type: typeof value };
	const code = isAppError(value) ? value.code : "code" in value && typeof value.code === "string" ? value.code : undefined;
	const stack = framesOf(value);
	return {
		type: value.name,
		...(code === undefined ? {} : { code }),
		...("query" in value ? {} : { message: value.message }),
		...(stack === undefined ? {} : { stack }),
		...(value.cause === undefined || depth >= CAUSES_MAX ? {} : { cause: serializeError(value.cause, depth + 1) }),
	};
}

/** The frames alone: the first lines of a stack repeat the message. */
function framesOf(error: Error): string | undefined {
	const start = error.stack?.search(/^\s+at /m) ?? -1;
	return start < 0 ? undefined : error.stack?.slice(start);
}
