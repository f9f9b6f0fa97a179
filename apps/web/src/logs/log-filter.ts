import { DAY, HOUR, isLineWanted, type LogLevelChoice, type LogQuery, MINUTE, type TextTest, textTestOf } from "@berth/core";
import type { LogRow } from "./log-buffer.ts";

export interface LogFilter {
	/** Services to show; all when empty. */
	readonly services: ReadonlySet<string>;
	/** Of those services the instances of that number alone. */
	readonly instance: number | null;
	readonly stream: "both" | "stdout" | "stderr";
	/** All when empty. */
	readonly levels: ReadonlySet<LogLevelChoice>;
	/** A span back from now (`15m`), or a time; empty for any. */
	readonly since: string;
	readonly until: string;
	readonly search: string;
	readonly isRegex: boolean;
	readonly isInverted: boolean;
	/** Leave out the lines that do not hold the searched text. */
	readonly onlyMatches: boolean;
}

export const noFilter: LogFilter = {
	services: new Set(),
	instance: null,
	stream: "both",
	levels: new Set(),
	since: "",
	until: "",
	search: "",
	isRegex: false,
	isInverted: false,
	onlyMatches: false,
};

/** A filter made ready for thousands of lines. */
export interface CompiledFilter {
	/** What the server is asked, with everything that narrows. */
	readonly query: LogQuery;
	/** Everything but the text. */
	readonly isWanted: (row: LogRow) => boolean;
	/** Whether the text is found, inverted or not; all lines when nothing is searched. */
	readonly holds: TextTest;
	/** Where the text stands in a line, for marking; null where nothing is to be marked. */
	readonly marks: RegExp | null;
	readonly isSearching: boolean;
	readonly onlyMatches: boolean;
	readonly isNarrow: boolean;
	/** The pattern is none; nothing is searched. */
	readonly isBroken: boolean;
}

export function compileFilter(filter: LogFilter, nowMs: number): CompiledFilter {
	const { services, instance, stream, levels, search, isRegex, isInverted, onlyMatches } = filter;
	const marks = toRegExp(search, isRegex);
	const isSearching = marks !== null;
	const since = toStamp(filter.since, nowMs);
	const until = toStamp(filter.until, nowMs);
	const narrow: LogQuery = {
		...(services.size > 0 && { services: [...services] }),
		...(instance !== null && { instance }),
		...(stream !== "both" && { stream }),
		...(levels.size > 0 && { levels: [...levels] }),
		...(since !== null && { since }),
		...(until !== null && { until }),
	};
	const query: LogQuery = {
		...narrow,
		...(search !== "" && { text: search, ...(isRegex && { regex: true }), ...(isInverted && { invert: true }) }),
	};
	const isNarrow = Object.keys(narrow).length > 0;
	return {
		query,
		isWanted: isNarrow ? (row) => isRowWanted(narrow, row) : () => true,
		holds: isSearching
			? textTestOf({ text: search, regex: isRegex, invert: isInverted }, () => {
					const test = new RegExp(marks.source, "i");
					return (text) => test.test(text);
				})
			: () => true,
		marks: isInverted ? null : marks,
		isSearching,
		onlyMatches: onlyMatches && isSearching,
		isNarrow,
		isBroken: search !== "" && !isSearching,
	};
}

/** A gap always stays: what was lost is never hidden. */
function isRowWanted(query: LogQuery, { message, level }: LogRow): boolean {
	if (message.kind === "line") return isLineWanted(query, message, level);
	if (message.kind === "gap") return true;
	if (message.kind === "mark" && message.service === null) return true;
	const { service, instance } = message;
	return (query.services === undefined || query.services.includes(service ?? "")) && (query.instance ?? instance) === instance;
}

/** Rows that a filter lets through, in their order. */
export function filterRows(rows: readonly LogRow[], { isWanted, holds, isNarrow, onlyMatches }: CompiledFilter): readonly LogRow[] {
	if (!isNarrow && !onlyMatches) return rows;
	return rows.filter(
		(row) => isWanted(row) && (!onlyMatches || row.message.kind === "gap" || (row.message.kind === "line" && holds(row.text))),
	);
}

/** Positions, in `rows`, of the lines in which the searched text is found. */
export function findMatches(rows: readonly LogRow[], { isSearching, holds }: CompiledFilter): readonly number[] {
	if (!isSearching) return [];
	const found: number[] = [];
	for (const [index, { message, text }] of rows.entries()) if (message.kind === "line" && text !== "" && holds(text)) found.push(index);
	return found;
}

function toRegExp(search: string, isRegex: boolean): RegExp | null {
	if (search === "") return null;
	try {
		return new RegExp(isRegex ? search : search.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi");
	} catch {
		return null;
	}
}

const spanMax = 366 * DAY;

/** The time that a filter's end means; null for none, and for what is neither a span nor a time. */
export function toStamp(text: string, nowMs: number): string | null {
	if (text === "") return null;
	const span = parseSpan(text);
	const ms = span === null ? Date.parse(text) : nowMs - Math.min(span, spanMax);
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

const units: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY };

function parseSpan(text: string): number | null {
	const [, count, unit = ""] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
	return count === undefined ? null : Number(count) * (units[unit] ?? 0);
}
