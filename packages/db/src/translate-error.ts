import { AppError, asError, type ErrorCode, isAppError } from "@berth/core";
import { faultOf } from "./sql-state.ts";

/** What a unique constraint's violation means to the rules. */
const codeOfConstraint: Readonly<Record<string, ErrorCode>> = {
	lease_open_name_key: "NAME_TAKEN",
	operation_idempotency_key: "IDEMPOTENCY_KEY_REUSED",
	joined_request_pkey: "IDEMPOTENCY_KEY_REUSED",
	lease_domain_pkey: "CONFLICT",
};

/** What people are told of it, where that is more than the code's own sentence. */
const sentenceOfConstraint: Readonly<Record<string, string>> = {
	lease_domain_pkey: "Another lease has this domain already.",
};

/** By SQLSTATE, then by its class (the first two letters), then by errno. */
const codeOfState: Readonly<Record<string, ErrorCode>> = {
	"23503": "NOT_FOUND",
	"23505": "CONFLICT",
	"22P02": "BAD_INPUT",
	// Text with a NUL in it.
	"22021": "BAD_INPUT",
	"40001": "VERSION_CONFLICT",
	"40P01": "VERSION_CONFLICT",
	"55P03": "TIMEOUT",
	"57014": "TIMEOUT",
	"25P03": "DATABASE_UNAVAILABLE",
	"3D000": "DATABASE_UNAVAILABLE",
	"08": "DATABASE_UNAVAILABLE",
	"28": "DATABASE_UNAVAILABLE",
	"53": "DATABASE_UNAVAILABLE",
	"57": "DATABASE_UNAVAILABLE",
	"58": "DATABASE_UNAVAILABLE",
	ECONNREFUSED: "DATABASE_UNAVAILABLE",
	ECONNRESET: "DATABASE_UNAVAILABLE",
	EPIPE: "DATABASE_UNAVAILABLE",
	ETIMEDOUT: "DATABASE_UNAVAILABLE",
	EHOSTUNREACH: "DATABASE_UNAVAILABLE",
	ENETUNREACH: "DATABASE_UNAVAILABLE",
	ENOTFOUND: "DATABASE_UNAVAILABLE",
	EAI_AGAIN: "DATABASE_UNAVAILABLE",
	ENOENT: "DATABASE_UNAVAILABLE",
};

/** What the driver says, without any code, when its connection is gone or cannot be had. */
const driverLost = [
	"Connection terminated",
	"timeout exceeded when trying to connect",
	"Client has encountered a connection error",
	"Client was closed",
	"Cannot use a pool after calling end",
];

/** Data errors quote the data in their text; these classes do not, and without the text they cannot be understood. */
const wordy = ["08", "28", "42", "53", "57", "58", "3D"];

/** The foreign error fit for a log: its code and constraint, its words only where they cannot hold a parameter, its stack. */
function withoutData(error: unknown): Error {
	const inner = error instanceof Error && error.cause instanceof Error ? error.cause : asError(error);
	const fault = faultOf(error);
	const words = fault === null || fault.code.startsWith("E") || wordy.includes(fault.code.slice(0, 2)) ? inner.message : null;
	const parts = [fault?.code, fault?.constraint, words].filter((part) => part !== undefined && part !== null);
	const clean = new Error(`database: ${parts.join(" ")}`);
	const frames = inner.stack?.split("\n").filter((line) => line.startsWith("    at ")) ?? [];
	clean.stack = [`${clean.name}: ${clean.message}`, ...frames].join("\n");
	return clean;
}

/**
 * Turns what the driver threw into ours, once. Our own errors pass; what has no code of the table is INTERNAL.
 *
 * The text and the cause hold no parameter: those may be a tenant's secrets.
 */
export function translateError(error: unknown): AppError {
	if (isAppError(error)) return error;
	const fault = faultOf(error);
	const cause = withoutData(error);
	if (fault === null)
		return new AppError(driverLost.some((words) => cause.message.includes(words)) ? "DATABASE_UNAVAILABLE" : "INTERNAL", { cause });
	if (fault.code === "42P01" || fault.code === "42703")
		return new AppError("INTERNAL", { message: "The database's schema is older than this program; run the migrations.", cause });
	const code =
		(fault.code === "23505" && fault.constraint !== null && codeOfConstraint[fault.constraint]) ||
		codeOfState[fault.code] ||
		codeOfState[fault.code.slice(0, 2)];
	const message = fault.constraint === null ? undefined : sentenceOfConstraint[fault.constraint];
	return new AppError(code || "INTERNAL", { cause, ...(message !== undefined && { message }) });
}

/** The same store, whose methods throw our errors alone. */
export function translated<T extends object>(store: T): T {
	const guarded = Object.entries(store).map(([name, method]) => [
		name,
		async (...args: unknown[]) => {
			try {
				return await method(...args);
			} catch (error) {
				throw translateError(error);
			}
		},
	]);
	// Each method keeps its parameters and result; `fromEntries` cannot say so.
	return Object.fromEntries(guarded) as T;
}
