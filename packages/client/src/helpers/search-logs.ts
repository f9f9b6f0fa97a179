import type { LogLevelChoice, LogLine } from "@berth/core";
import { asked, bodyOf } from "./asked.ts";
import type { HelperTools } from "./tools.ts";

/** Which lines are wanted: all that every given part lets through. */
export interface SearchLogsInput {
	readonly leaseId: string;
	readonly services?: readonly string[];
	/** Of those services only the instances of that number. */
	readonly instance?: number;
	readonly stream?: "stdout" | "stderr";
	/** What lines say of themselves; `unknown` are those that say nothing. */
	readonly levels?: readonly LogLevelChoice[];
	/** Both inclusive. */
	readonly since?: Date;
	readonly until?: Date;
	/** Found in the line whatever its case. */
	readonly text?: string;
	/** `text` is a pattern, of RE2. */
	readonly regex?: boolean;
	/** Lines that do not hold the text. */
	readonly invert?: boolean;
	readonly signal?: AbortSignal;
}

export type FoundLogLine = Omit<LogLine, "cursor">;

/** Errors  BAD_INPUT for what is no pattern, NOT_FOUND, THROTTLED; UNREACHABLE when it broke off: what came until then is not all. */
export async function* searchLogs(
	{ base, tenant, fetch }: HelperTools,
	{ signal, since, until, services, levels, ...rest }: SearchLogsInput,
): AsyncGenerator<FoundLogLine, void, undefined> {
	const url = new URL("/api/logs/export", base);
	const said = {
		...rest,
		services: services?.join(","),
		levels: levels?.join(","),
		since: since?.toISOString(),
		until: until?.toISOString(),
		tenant,
		format: "ndjson",
	};
	for (const [name, value] of Object.entries(said)) if (value !== undefined) url.searchParams.set(name, String(value));
	const answer = await asked(fetch, url, signal === undefined ? {} : { signal });
	const decoder = new TextDecoder();
	let begun = "";
	for await (const bytes of bodyOf(answer)) {
		const lines = (begun + decoder.decode(bytes, { stream: true })).split("\n");
		begun = lines.pop() ?? "";
		yield* lines.map(toLine);
	}
}

function toLine(text: string): FoundLogLine {
	const { truncated = false, ...line } = JSON.parse(text);
	return { kind: "line", ...line, truncated };
}
