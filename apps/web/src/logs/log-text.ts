import { logText } from "@/text/logs.ts";
import type { LogRow } from "./log-buffer.ts";

/** Rows as text: time, instance, stream and line; what was lost is said where it was lost. */
export const toLogText = (rows: readonly LogRow[]): string => rows.map((row) => `${textOf(row)}\n`).join("");

function textOf({ message, text }: LogRow): string {
	if (message.kind === "line") return `${message.at} ${message.service}-${message.instance} ${message.stream} ${text}`;
	if (message.kind === "gap") return `--- ${logText.gap(`${message.service}-${message.instance}`, message.skipped)} ---`;
	if (message.kind === "mark") return `${message.at} --- ${message.text} ---`;
	return `${message.at} --- ${message.service}-${message.instance} ${message.what} ---`;
}
