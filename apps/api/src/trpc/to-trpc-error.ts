import { AppError, type ErrorCode, errorTable, isAppError, toAppError } from "@berth/core";
import type { TRPCError } from "@trpc/server";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/unstable-core-do-not-import";
import { ZodError } from "zod";

/** What a client reads about an error: the code of our table, its sentence, facts, and the id to quote when asking for help. */
export interface ErrorData {
	readonly code: ErrorCode;
	readonly httpStatus: number;
	readonly message: string;
	readonly data: Readonly<Record<string, unknown>>;
	readonly retryable: boolean;
	readonly requestId: string | null;
	readonly path: string | null;
}

// A status that tRPC has no name for takes its nearest: what matters there is only whether a stream may reconnect (5xx).
const byStatus: Readonly<Record<number, TRPC_ERROR_CODE_KEY>> = {
	400: "BAD_REQUEST",
	401: "UNAUTHORIZED",
	403: "FORBIDDEN",
	404: "NOT_FOUND",
	405: "METHOD_NOT_SUPPORTED",
	409: "CONFLICT",
	413: "PAYLOAD_TOO_LARGE",
	422: "UNPROCESSABLE_CONTENT",
	429: "TOO_MANY_REQUESTS",
	499: "CLIENT_CLOSED_REQUEST",
	500: "INTERNAL_SERVER_ERROR",
	501: "NOT_IMPLEMENTED",
	502: "BAD_GATEWAY",
	503: "SERVICE_UNAVAILABLE",
	504: "GATEWAY_TIMEOUT",
	507: "INTERNAL_SERVER_ERROR",
};

export const toTrpcCode = (code: ErrorCode): TRPC_ERROR_CODE_KEY => byStatus[errorTable[code].http] ?? "INTERNAL_SERVER_ERROR";

// What tRPC itself refuses, before any procedure of ours ran.
const ofTransport: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>> = {
	PARSE_ERROR: "BAD_INPUT",
	BAD_REQUEST: "BAD_INPUT",
	NOT_FOUND: "NOT_FOUND",
	METHOD_NOT_SUPPORTED: "METHOD_NOT_SUPPORTED",
	UNSUPPORTED_MEDIA_TYPE: "BAD_INPUT",
	UNPROCESSABLE_CONTENT: "BAD_INPUT",
	PAYLOAD_TOO_LARGE: "BODY_TOO_LARGE",
	CLIENT_CLOSED_REQUEST: "ABORTED",
};

/** Whatever a procedure ended with, as one of our errors. Foreign text never gets into its message. */
export function fromTrpcError(error: TRPCError): AppError {
	const { cause } = error;
	if (isAppError(cause)) return cause;
	if (cause instanceof ZodError) return badInput(cause);
	const code = ofTransport[error.code];
	if (code !== undefined) return new AppError(code, { cause: error });
	return toAppError(cause ?? error);
}

/** What a parser found wrong, field by field. */
export function badInput(error: ZodError): AppError {
	const issues = error.issues.map((issue) => ({
		path: [...issue.path.map(String), ...(issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [])].join("."),
		message: issue.code === "unrecognized_keys" ? "there is no such field" : issue.message,
	}));
	const [first] = issues;
	const where = first?.path ? `${first.path}: ` : "";
	return new AppError("BAD_INPUT", {
		message: first ? `The request is not valid: ${where}${first.message}` : errorTable.BAD_INPUT.message,
		data: { issues },
	});
}

export function toErrorData(error: AppError, at: { readonly requestId: string | null; readonly path: string | null }): ErrorData {
	const { http, retryable } = error.rule;
	return { code: error.code, httpStatus: http, message: error.message, data: error.data, retryable, ...at };
}
