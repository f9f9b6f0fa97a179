import type { LeaseEvent } from "@berth/core";
import { logText } from "@/text/logs.ts";
import type { LogMark, LogRow } from "./log-buffer.ts";

const commands: Readonly<Record<string, string>> = {
	restartRequested: "restart",
	stopRequested: "stop",
	startRequested: "start",
	updateRequested: "update",
	closeRequested: "close",
};

/** The events of a lease that its log should be read with: ends with their reason, starts, releases, and what was asked for. */
export function marksOf(events: readonly LeaseEvent[]): readonly LogRow[] {
	const last = new Map<string, string>();
	return events.flatMap((event): LogRow[] => {
		const said = sayEvent(event, last);
		if (said === null) return [];
		const message: LogMark = { kind: "mark", cursor: `mark ${event.seq}`, at: event.at, ...said };
		return [{ nth: MARKS_FROM + event.seq, message, text: "", columns: 0, level: null, isJson: false }];
	});
}

/** No message of a stream has so high a number. */
const MARKS_FROM = 2 ** 50;

type Said = Pick<LogMark, "service" | "instance" | "tone" | "text">;

function sayEvent({ body, actor }: LeaseEvent, last: Map<string, string>): Said | null {
	const all = { service: null, instance: 0, tone: "calm" as const };
	if (body.type === "release") return { ...all, text: logText.marks.release(body.number, body.cause) };
	if (body.type === "moved") {
		const word = commands[body.event];
		return word === undefined ? null : { ...all, text: logText.marks.operation(word, actor.replace(/^\w+:/, "")) };
	}
	if (body.type !== "instance") return null;
	const { service, index, generation, state, exitCode, oomKilled } = body.instance;
	const key = `${service}-${index}@${generation}`;
	// Health changes, too, come as events of an instance: only what ends or begins its log is a mark.
	const phase = state === "exited" || state === "missing" ? state : state === "running" || state === "unhealthy" ? "running" : null;
	if (phase === null || last.get(key) === phase) return null;
	last.set(key, phase);
	const who = `${service}-${index}`;
	const of = { service, instance: index };
	if (phase === "running") return { ...of, tone: "calm", text: logText.marks.started(who) };
	if (phase === "missing") return { ...of, tone: "bad", text: logText.marks.missing(who) };
	return oomKilled
		? { ...of, tone: "bad", text: logText.marks.oom(who) }
		: { ...of, tone: exitCode === 0 ? "calm" : "bad", text: logText.marks.exited(who, exitCode) };
}

/** Lines with the marks between them, each before the first line that came after it. Marks from before the first line are left out. */
export function withMarks(rows: readonly LogRow[], marks: readonly LogRow[], isFromStart: boolean): readonly LogRow[] {
	const first = rows.find(hasTime);
	const fromMs = first === undefined || isFromStart ? Number.NEGATIVE_INFINITY : msOf(first);
	const wanted = marks.filter((mark) => msOf(mark) >= fromMs);
	// The engine's own word of a start or an end, where an event says the same and why.
	const lines = marks.length === 0 ? rows : rows.filter(({ message }) => message.kind !== "instance");
	if (wanted.length === 0) return lines;
	const merged: LogRow[] = [];
	let next = 0;
	for (const row of lines) {
		if (hasTime(row)) for (; next < wanted.length && msOf(wanted[next]) <= msOf(row); next++) merged.push(wanted[next] as LogRow);
		merged.push(row);
	}
	return [...merged, ...wanted.slice(next)];
}

const hasTime = ({ message }: LogRow): boolean => message.kind !== "gap";
const times = new WeakMap<LogRow, number>();

/** Parsed once for each row: a list is merged with every drawing. */
function msOf(row: LogRow | undefined): number {
	if (row === undefined || row.message.kind === "gap") return Number.NaN;
	const known = times.get(row);
	if (known !== undefined) return known;
	const ms = Date.parse(row.message.at);
	times.set(row, ms);
	return ms;
}
