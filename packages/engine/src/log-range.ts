import { AppError } from "@berth/core";
import type { LogCursor, LogGroup } from "./engine.ts";

/** What part of a log is asked for, in the one form in which stamps can be compared as texts. */
export interface LogRange {
	/** Null: from the beginning. An ordinal of zero is before every line of its stamp. */
	readonly after: LogCursor | null;
	/** Inclusive; null: to the end. */
	readonly until: string | null;
}

/** Errors  BAD_INPUT for what is no stamp, and for a follower that has an end. */
export function toLogRange({ follow, after, since, until }: Parameters<LogGroup["read"]>[1]): LogRange {
	if (follow && until !== undefined)
		throw new AppError("BAD_INPUT", { message: "A log that is followed is read without an end.", data: { until } });
	const from = since === undefined ? null : { at: toStamp(since), ordinal: 0 };
	const isLater = from !== null && (after === undefined || after.at < from.at);
	return { after: isLater ? from : (after ?? null), until: until === undefined ? null : toStamp(until) };
}

/** With nine digits of a second, as the daemon writes them. */
function toStamp(text: string): string {
	const [, whole, digits = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text) ?? [];
	if (whole === undefined || Number.isNaN(Date.parse(text)))
		throw new AppError("BAD_INPUT", {
			message: "A stamp is written as 2030-01-31T12:00:00Z, with up to nine digits of a second.",
			data: { stamp: text },
		});
	return `${whole}.${digits.padEnd(9, "0")}Z`;
}
