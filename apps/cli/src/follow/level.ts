/** From the least to the gravest; `none` is of lines that say none. */
export const levels = ["none", "trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Level = (typeof levels)[number];

const names: Readonly<Record<string, Level>> = {
	trace: "trace",
	debug: "debug",
	info: "info",
	notice: "info",
	warn: "warn",
	warning: "warn",
	err: "error",
	error: "error",
	fatal: "fatal",
	panic: "fatal",
	critical: "fatal",
};
/** As the loggers that count do: 10 is trace, 60 is fatal. */
const numbers: readonly Level[] = ["none", "trace", "debug", "info", "warn", "error", "fatal"];

/** What a line says of itself, in JSON or in words; null when it says nothing. */
export function levelOf(text: string): Level | null {
	const [, quoted, number] = /"(?:level|severity|lvl)"\s*:\s*(?:"(\w+)"|(\d{1,2})\b)/i.exec(text) ?? [];
	if (quoted !== undefined) return names[quoted.toLowerCase()] ?? null;
	if (number !== undefined) return numbers[Math.floor(Number(number) / 10)] ?? null;
	const [, word] = /\b(?:level=)?(trace|debug|info|notice|warn|warning|err|error|fatal|panic|critical)\b/i.exec(text.slice(0, 200)) ?? [];
	return word === undefined ? null : (names[word.toLowerCase()] ?? null);
}
