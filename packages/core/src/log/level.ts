export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a filter may ask for: a level, or those lines that say none. */
export const logLevelChoices = [...logLevels, "unknown"] as const;
export type LogLevelChoice = (typeof logLevelChoices)[number];

const spelled: Readonly<Record<string, LogLevel>> = {
	trace: "trace",
	debug: "debug",
	dbg: "debug",
	info: "info",
	inf: "info",
	notice: "info",
	warn: "warn",
	wrn: "warn",
	warning: "warn",
	error: "error",
	err: "error",
	severe: "error",
	fatal: "fatal",
	critical: "fatal",
	panic: "fatal",
	emerg: "fatal",
	"10": "trace",
	"20": "debug",
	"30": "info",
	"40": "warn",
	"50": "error",
	"60": "fatal",
};

// A field that is called level speaks for itself; a bare word counts only where programs write it: near the start, in
// brackets, in capitals or before a colon. What went to stderr is not an error by that alone.
const field = /(?:^|[\s,{"'])(?:level|lvl|severity)["']?\s*[:=]\s*["']?([A-Za-z]+|[1-6]0)\b/;
const word =
	/^.{0,40}?(?:[[(<](trace|debug|info|notice|warn|warning|error|err|fatal|critical|panic)[\])>]|\b(trace|debug|info|notice|warn|warning|error|fatal|critical|panic):\s)/i;
const capitals = /^.{0,40}?\b(TRACE|DEBUG|DBG|INFO|INF|WARN|WRN|WARNING|ERROR|ERR|FATAL|CRITICAL|PANIC)\b/;

/** How serious a line says it is, or null when it does not say. */
export function levelOf(text: string): LogLevel | null {
	const head = text.length > 400 ? text.slice(0, 400) : text;
	const named = field.exec(head)?.[1] ?? capitals.exec(head)?.[1] ?? word.exec(head)?.slice(1).find(Boolean);
	return named === undefined ? null : (spelled[named.toLowerCase()] ?? null);
}

// The rest of what was said before: an indented line, and the lines of a stack that are not indented.
const continuation = /^(?:\s|at \S|Caused by: |\.\.\. \d+ more|[)}\]]\s*[,;]?$)/;

/**
 * Reads the levels of one writer's lines in their order: a line that goes on with what the one before it said has that one's level.
 * Another writer needs another reader.
 */
export function createLevelReader(): (text: string) => LogLevel | null {
	let last: LogLevel | null = null;
	return (text) => {
		last = levelOf(text) ?? (continuation.test(text) ? last : null);
		return last;
	};
}
