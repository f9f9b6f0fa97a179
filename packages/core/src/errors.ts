import { type ErrorCode, type ErrorRule, errorTable } from "./error-table.ts";

const brand = Symbol.for("berth.error");

export interface AppErrorOptions {
	/** One sentence for people, authored by us; the table's sentence when absent. Never a foreign error's text. */
	readonly message?: string;
	/** Facts that a program may read and that may leave the process. Never a secret. */
	readonly data?: Readonly<Record<string, unknown>>;
	/** The foreign error, for logs alone. */
	readonly cause?: unknown;
}

/**
 * A dependency misbehaved or a request broke a rule. `message` is public; `cause` is for logs.
 *
 * Check with {@link isAppError}: two copies of a class are one bundle away, so `instanceof` lies.
 */
export class AppError extends Error {
	override readonly name = "AppError";
	readonly [brand] = true;
	readonly code: ErrorCode;
	readonly data: Readonly<Record<string, unknown>>;

	constructor(code: ErrorCode, options: AppErrorOptions = {}) {
		super(options.message ?? errorTable[code].message, options.cause === undefined ? undefined : { cause: options.cause });
		this.code = code;
		this.data = options.data ?? {};
	}

	get rule(): ErrorRule {
		return errorTable[this.code];
	}
}

export function isAppError(value: unknown): value is AppError;
export function isAppError<C extends ErrorCode>(value: unknown, ...codes: C[]): value is AppError & { readonly code: C };
export function isAppError(value: unknown, ...codes: ErrorCode[]): boolean {
	if (typeof value !== "object" || value === null || !(brand in value)) return false;
	return codes.length === 0 || codes.includes((value as AppError).code);
}

/** Whatever was thrown, as an Error. */
export const asError = (value: unknown): Error => (value instanceof Error ? value : new Error(String(value)));

/** Whatever was thrown, as an AppError: ours as it is, an abort as ABORTED, the rest as INTERNAL with its cause kept. */
export function toAppError(value: unknown): AppError {
	if (isAppError(value)) return value;
	const error = asError(value);
	return new AppError(error.name === "AbortError" ? "ABORTED" : "INTERNAL", { cause: error });
}
