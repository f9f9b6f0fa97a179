import { type ErrorCode, errorTable } from "@berth/core";

/** What went wrong with a call. UNREACHABLE: no answer of ours came (no network, a proxy's own page). */
export interface BerthError {
	readonly code: ErrorCode | "UNREACHABLE";
	/** One sentence for people. */
	readonly message: string;
	/** Facts for programs: the rule that was broken, the field, the state. */
	readonly data: Readonly<Record<string, unknown>>;
	readonly retryable: boolean;
	/** To quote when asking for help. */
	readonly requestId: string | null;
}

/** What a transfer of bytes, which is no call, rejects with. */
export class BerthCallError extends Error {
	override readonly name = "BerthCallError";
	readonly data: BerthError;

	constructor(data: BerthError) {
		super(data.message);
		this.data = data;
	}
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
const isErrorCode = (value: unknown): value is ErrorCode => typeof value === "string" && Object.hasOwn(errorTable, value);

const unreachable: BerthError = {
	code: "UNREACHABLE",
	message: "The server does not answer.",
	data: {},
	retryable: true,
	requestId: null,
};

/** Reads whatever a call or subscription failed with. */
export function berthErrorOf(error: unknown): BerthError {
	const shape = isRecord(error) ? error.data : undefined;
	if (!isRecord(shape) || typeof shape.code !== "string") return unreachable;
	// A newer server may know a code that this client does not: it is then our fault or theirs, but not the caller's.
	const code = isErrorCode(shape.code) ? shape.code : "INTERNAL";
	return {
		code,
		message: typeof shape.message === "string" ? shape.message : errorTable[code].message,
		data: isRecord(shape.data) ? shape.data : {},
		retryable: shape.retryable === true,
		requestId: typeof shape.requestId === "string" ? shape.requestId : null,
	};
}
