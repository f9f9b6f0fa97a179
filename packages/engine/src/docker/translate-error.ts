import { AppError, type ErrorCode, isAppError } from "@berth/core";

/** The one place that reads what the daemon, its registry and the socket say when something goes wrong. */

const unreachableCodes = new Set([
	"ECONNREFUSED",
	"ECONNRESET",
	"ECONNABORTED",
	"ENOENT",
	"EPIPE",
	"EACCES",
	"EPERM",
	"ENOTSOCK",
	"EAGAIN",
	"ETIMEDOUT",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"ENOTFOUND",
	"EAI_AGAIN",
	"ERR_STREAM_PREMATURE_CLOSE",
	"ERR_HTTP_REQUEST_TIMEOUT",
]);

const errnoOf = (error: unknown): string | null =>
	typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : null;

/** What a socket, a stream or an abort threw, as ours. `cause` keeps the original. */
export function fromThrown(error: unknown, op: string): AppError {
	if (isAppError(error)) return error;
	const errno = errnoOf(error);
	if (errno === "ABORT_ERR" || (error instanceof Error && error.name === "AbortError")) return new AppError("ABORTED", { data: { op } });
	if (errno !== null && (unreachableCodes.has(errno) || errno.startsWith("HPE_"))) {
		return new AppError("ENGINE_UNREACHABLE", { data: { op, errno }, cause: error });
	}
	return new AppError("ENGINE_FAILED", { data: { op }, cause: error });
}

/** What an answer with a status that is no success means. */
export function fromStatus(status: number, words: string, op: string): AppError {
	return new AppError(codeOfStatus(status, words), { data: { op, status }, cause: new Error(words) });
}

function codeOfStatus(status: number, words: string): ErrorCode {
	if (isOutOfSpace(words)) return "NO_SPACE";
	if (status === 400) return "BAD_INPUT";
	// A proxy before the daemon, or a plugin of its own, that lets only some calls through.
	if (status === 401 || status === 403) return "ENGINE_DENIED";
	if (status === 404) return "NOT_FOUND";
	if (status === 409) return "CONFLICT";
	if (status === 503) return "ENGINE_UNREACHABLE";
	return "ENGINE_FAILED";
}

/** Whether a start failed for its network: it has gone, or its name stands for several. No status says so. */
export const isNetworkTrouble = (words: string): boolean => /network \S+ (not found|is ambiguous)/i.test(words);

/** Whether a start failed for a directory of the host that is not there. */
export const isMountTrouble = (words: string): boolean =>
	/bind source path does not exist|error mounting .*no such file or directory/i.test(words);

/** Whether an update of limits was refused for what was asked. The kernel's refusals have the status 500. */
export const isUpdateRefusal = (words: string): boolean => /cannot update container|memory limit|cpu/i.test(words);

/** Why a container does not start. */
export function fromStart(status: number, words: string, container: string): AppError {
	// At their end alone: within, the daemon repeats the name of a program or a user, which a tenant wrote.
	const isFull = /no space left on device(: unknown)?\s*$/i.test(words);
	const hostPort = portInTheWay(words);
	const code = status === 409 || hostPort !== null ? "CONFLICT" : isFull ? "NO_SPACE" : "ENGINE_FAILED";
	const why = hostPort === null ? {} : { why: "port-taken", hostPort };
	return new AppError(code, { data: { op: "containers.start", container, status, ...why }, cause: new Error(words) });
}

/** The port of the host that a start failed for, at the end of what the daemon says; null when it failed for something else. */
function portInTheWay(words: string): number | null {
	if (!/(port is already allocated|address already in use)(: unknown)?\s*\)?\s*$/i.test(words)) return null;
	const named = [...words.matchAll(/(?:bind for|host port for|listen (?:tcp|udp)[46]?) \S*?:(\d+)\b/gi)].at(-1)?.[1];
	return named === undefined ? null : Number(named);
}

const isOutOfSpace = (words: string): boolean => /no space left on device/i.test(words);

/** Whether a network could not be made because every address range is taken. */
export const isOutOfAddresses = (error: unknown): boolean =>
	isAppError(error) &&
	error.cause instanceof Error &&
	/non-overlapping IPv4 address pool|predefined address pools/i.test(error.cause.message);

/** The daemon no longer, or not yet, speaks the version it was asked in. */
export const isVersionRefusal = (error: unknown): boolean =>
	isAppError(error) && error.data.status === 400 && error.cause instanceof Error && /client version/i.test(error.cause.message);

/** A kept connection that turned out to be dead. */
export const isDeadConnection = (error: unknown): boolean =>
	isAppError(error, "ENGINE_UNREACHABLE") && (error.data.errno === "ECONNRESET" || error.data.errno === "EPIPE");

/** The daemon answered, but not with what it promises. */
export const unreadable = (op: string, cause: unknown): AppError =>
	new AppError("ENGINE_FAILED", { data: { op, unreadable: true }, cause });

type PullCode = Exclude<Extract<ErrorCode, `IMAGE_${string}` | "NO_SPACE">, "IMAGE_NOT_ALLOWED">;

/** First match wins. The registry's words are all there is: the daemon gives most of these the status 500 or a line in a 200. */
const pullRules: readonly { readonly pattern: RegExp; readonly code: PullCode; readonly message?: string; readonly why: string }[] = [
	{ pattern: /no space left on device/i, code: "NO_SPACE", why: "no_space" },
	{ pattern: /toomanyrequests|too many requests|rate limit/i, code: "IMAGE_RATE_LIMITED", why: "rate_limited" },
	{
		pattern: /no matching manifest|does not match the specified platform|cannot be used on this platform/i,
		code: "IMAGE_WRONG_PLATFORM",
		why: "platform",
	},
	{
		pattern: /repository does not exist or may require/i,
		code: "IMAGE_DENIED",
		message: "The image does not exist, or its registry does not let us read it.",
		why: "denied",
	},
	{
		pattern: /denied|unauthorized|authentication required|no basic auth|incorrect username or password/i,
		code: "IMAGE_DENIED",
		why: "denied",
	},
	{ pattern: /manifest unknown|name unknown|manifest for .* not found|repository .* not found/i, code: "IMAGE_NOT_FOUND", why: "missing" },
];

/** What a failed pull means, by status (null for an error inside the stream) and text. */
export function fromPull(status: number | null, words: string, image: string): AppError {
	const rule = pullRules.find(({ pattern }) => pattern.test(words));
	const code = rule?.code ?? (status === 404 ? "IMAGE_NOT_FOUND" : "IMAGE_PULL_FAILED");
	return new AppError(code, {
		...(rule?.message === undefined ? {} : { message: rule.message }),
		data: { image, why: rule?.why ?? (status === 404 ? "missing" : "transient") },
		cause: new Error(words),
	});
}
