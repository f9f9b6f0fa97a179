import { type BerthError, berthErrorOf } from "@berth/client";
import type { ManifestIssue } from "@berth/core";

/** An error as a page shows it. */
export interface Problem extends Pick<BerthError, "code" | "message" | "retryable" | "requestId"> {
	/** Rules that were broken, field by field. */
	readonly issues: readonly ManifestIssue[];
}

const isIssue = (value: unknown): value is ManifestIssue =>
	typeof value === "object" &&
	value !== null &&
	"path" in value &&
	typeof value.path === "string" &&
	"message" in value &&
	typeof value.message === "string";

/** Whatever a call or a stream failed with. */
export function toProblem(error: unknown): Problem {
	const { code, message, data, retryable, requestId } = berthErrorOf(error);
	const issues = Array.isArray(data.issues) ? data.issues.filter(isIssue) : [];
	const said = code === "UNREACHABLE" ? "The server does not answer. The page goes on by itself when it is back." : message;
	return { code, message: said, retryable, requestId, issues };
}
