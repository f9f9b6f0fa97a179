import type { LogLine } from "../lease/feed.ts";
import type { LogLevel } from "./level.ts";
import type { LogQuery } from "./log-query.ts";

/** Whether a text holds what is looked for. */
export type TextTest = (text: string) => boolean;

/** The test of a query's text. A pattern is compiled by `compile`, whose engine is the caller's choice. */
export function textTestOf(
	{ text, regex, invert }: Pick<LogQuery, "text" | "regex" | "invert">,
	compile: (pattern: string) => TextTest,
): TextTest {
	if (text === undefined || text === "") return () => true;
	const needle = text.toLowerCase();
	const holds: TextTest = regex ? compile(text) : (line) => line.toLowerCase().includes(needle);
	return invert ? (line) => !holds(line) : holds;
}

/** Whether a line is wanted, its text set aside. */
export function isLineWanted(
	{ services, instance, stream, levels, since, until }: LogQuery,
	line: Pick<LogLine, "service" | "instance" | "stream" | "at">,
	level: LogLevel | null,
): boolean {
	if (services !== undefined && !services.includes(line.service)) return false;
	if (instance !== undefined && line.instance !== instance) return false;
	if (stream !== undefined && line.stream !== stream) return false;
	if (levels !== undefined && !levels.includes(level ?? "unknown")) return false;
	return isWithin(line.at, since, until);
}

const isWithin = (at: string, since: string | undefined, until: string | undefined): boolean => {
	if (since === undefined && until === undefined) return true;
	const ms = Date.parse(at);
	// A line's stamp has nine digits of a second and a limit fewer: the limit's own millisecond is within.
	return (since === undefined || ms >= Date.parse(since)) && (until === undefined || ms <= Date.parse(until));
};
