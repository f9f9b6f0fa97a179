import type { LogRow } from "./log-buffer.ts";

export interface LogFilter {
	/** Services to show; all when empty. */
	readonly services: ReadonlySet<string>;
	readonly stream: "both" | "stdout" | "stderr";
	readonly search: string;
	/** Leave out the lines that do not hold the searched text. */
	readonly onlyMatches: boolean;
}

/** Rows that a filter lets through. A gap always stays: what was lost is never hidden. */
export function filterRows(rows: readonly LogRow[], filter: LogFilter): readonly LogRow[] {
	const needle = filter.onlyMatches ? filter.search.toLowerCase() : "";
	if (filter.services.size === 0 && filter.stream === "both" && needle === "") return rows;
	return rows.filter(({ message, text }) => {
		if (message.kind === "gap") return true;
		if (filter.services.size > 0 && !filter.services.has(message.service)) return false;
		if (message.kind === "instance") return needle === "";
		return (filter.stream === "both" || message.stream === filter.stream) && (needle === "" || text.toLowerCase().includes(needle));
	});
}

/** Positions, in `rows`, of the lines that hold the searched text. */
export function findMatches(rows: readonly LogRow[], search: string): readonly number[] {
	if (search === "") return [];
	const needle = search.toLowerCase();
	const found: number[] = [];
	for (const [index, { text }] of rows.entries()) if (text !== "" && text.toLowerCase().includes(needle)) found.push(index);
	return found;
}

/** Rows as a text file: time, instance, stream and line; what was lost is said where it was lost. */
export function toLogText(rows: readonly LogRow[]): string {
	return rows
		.map(({ message, text }) => {
			if (message.kind === "gap") return `--- ${message.skipped} lines skipped ---`;
			if (message.kind === "instance") return `${message.at} --- ${message.service}-${message.instance} ${message.what} ---`;
			return `${message.at} ${message.service}-${message.instance} ${message.stream} ${text}`;
		})
		.join("\n")
		.concat("\n");
}
