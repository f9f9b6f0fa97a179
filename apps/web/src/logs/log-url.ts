import { type LogLevelChoice, logLevelChoices } from "@berth/core";
import type { LogFilter } from "./log-filter.ts";

/** What the address of a log's page says: its filter, and the line that a link points to. */
export interface LogAddress {
	readonly filter: LogFilter;
	/** Fields of JSON lines that stand before their message. */
	readonly pinned: readonly string[];
	readonly at: string | null;
}

const isLevel = (text: string): text is LogLevelChoice => logLevelChoices.some((level) => level === text);
const listOf = (text: string | null): string[] => (text ?? "").split(",").filter((part) => part !== "");

/** Reads an address; what it does not understand is no filter. */
export function readAddress(params: URLSearchParams): LogAddress {
	const stream = params.get("stream");
	const instance = params.get("instance") ?? "";
	return {
		filter: {
			services: new Set(listOf(params.get("service"))),
			instance: /^\d{1,3}$/.test(instance) ? Number(instance) : null,
			stream: stream === "stdout" || stream === "stderr" ? stream : "both",
			levels: new Set(listOf(params.get("level")).filter(isLevel)),
			since: params.get("since") ?? "",
			until: params.get("until") ?? "",
			search: params.get("q") ?? "",
			isRegex: params.get("regex") === "1",
			isInverted: params.get("invert") === "1",
			onlyMatches: params.get("only") === "1",
		},
		pinned: listOf(params.get("cols")),
		at: params.get("at"),
	};
}

/** Writes it, leaving out what is as usual; what else the address says stays. */
export function writeAddress(params: URLSearchParams, { filter, pinned, at }: LogAddress): URLSearchParams {
	const next = new URLSearchParams(params);
	const values: Readonly<Record<string, string>> = {
		service: [...filter.services].join(","),
		instance: filter.instance === null ? "" : String(filter.instance),
		stream: filter.stream === "both" ? "" : filter.stream,
		level: [...filter.levels].join(","),
		since: filter.since,
		until: filter.until,
		q: filter.search,
		regex: filter.isRegex ? "1" : "",
		invert: filter.isInverted ? "1" : "",
		only: filter.onlyMatches ? "1" : "",
		cols: pinned.join(","),
		at: at ?? "",
	};
	for (const [name, value] of Object.entries(values)) {
		if (value === "") next.delete(name);
		else next.set(name, value);
	}
	return next;
}
