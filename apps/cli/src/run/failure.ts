import { type BerthError, berthErrorOf } from "@berth/client";

/** What a command ends with; scripts rely on it. */
export const exitCodes = { ok: 0, failure: 1, usage: 2, notFound: 3, refused: 4, timeout: 5, auth: 6 } as const;
type ExitName = keyof typeof exitCodes;

/** Something that this program itself found wrong. */
export class Failure extends Error {
	override readonly name = "Failure";
	readonly exit: ExitName;
	readonly data: Readonly<Record<string, unknown>>;

	constructor(exit: ExitName, message: string, data: Readonly<Record<string, unknown>> = {}) {
		super(message);
		this.exit = exit;
		this.data = data;
	}
}

const exitOf: Partial<Record<BerthError["code"], ExitName>> = {
	BAD_INPUT: "usage",
	INVALID_MANIFEST: "usage",
	INVALID_COMPOSE: "usage",
	BODY_TOO_LARGE: "usage",
	NOT_FOUND: "notFound",
	SKU_UNKNOWN: "notFound",
	IMAGE_NOT_ALLOWED: "refused",
	QUOTA_EXCEEDED: "refused",
	CAPACITY_EXHAUSTED: "refused",
	BUSY: "refused",
	RATE_LIMITED: "refused",
	THROTTLED: "refused",
	TIMEOUT: "timeout",
	UNAUTHENTICATED: "auth",
	FORBIDDEN: "auth",
};

export interface ToldFailure {
	readonly exitCode: number;
	/** The shape in which every failure is told to programs. */
	readonly error: Pick<BerthError, "code" | "message" | "data" | "retryable" | "requestId"> | FailureView;
}

interface FailureView {
	readonly code: string;
	readonly message: string;
	readonly data: Readonly<Record<string, unknown>>;
	readonly retryable: boolean;
	readonly requestId: null;
}

const own: Readonly<Record<ExitName, string>> = {
	ok: "OK",
	failure: "FAILED",
	usage: "USAGE",
	notFound: "NOT_FOUND",
	refused: "REFUSED",
	timeout: "TIMEOUT",
	auth: "UNAUTHENTICATED",
};

/** Whatever a command threw, as what it ends with. */
export function tellFailure(thrown: unknown): ToldFailure {
	if (thrown instanceof Failure) {
		const { exit, message, data } = thrown;
		return { exitCode: exitCodes[exit], error: { code: own[exit], message, data, retryable: false, requestId: null } };
	}
	const isOfServer = typeof thrown === "object" && thrown !== null && "data" in thrown;
	const isOfNetwork = thrown instanceof Error && (thrown.name === "TRPCClientError" || thrown instanceof TypeError);
	if (isOfServer || isOfNetwork) {
		const error = berthErrorOf(thrown);
		return { exitCode: exitCodes[exitOf[error.code] ?? "failure"], error };
	}
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	return { exitCode: exitCodes.failure, error: { code: own.failure, message, data: {}, retryable: false, requestId: null } };
}
