import { DAY, HOUR, MINUTE, SECOND } from "@berth/core";

/** A span in its largest unit, as lists show it: `12 s`, `3 min`, `2 h`, `3 d`. */
export function formatAge(ms: number): string {
	const span = Math.max(0, ms);
	if (span < MINUTE) return `${Math.floor(span / SECOND)} s`;
	if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
	if (span < 2 * DAY) return `${Math.floor(span / HOUR)} h`;
	return `${Math.floor(span / DAY)} d`;
}

/** How long a step took, fine when it was short: `4 ms`, `2.1 s`, `1 min 20 s`. */
export function formatTook(ms: number): string {
	const span = Math.max(0, ms);
	if (span < 100) return `${Math.round(span)} ms`;
	if (span < MINUTE) return `${(span / SECOND).toFixed(1)} s`;
	if (span < HOUR) return `${Math.floor(span / MINUTE)} min ${Math.floor((span % MINUTE) / SECOND)} s`;
	return `${Math.floor(span / HOUR)} h ${Math.floor((span % HOUR) / MINUTE)} min`;
}

/** A running clock, for elapsed against deadline: `0:09`, `11:02`, `1:04:00`. */
export function formatClock(ms: number): string {
	const seconds = Math.floor(Math.max(0, ms) / SECOND);
	const two = (value: number) => String(value).padStart(2, "0");
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor((seconds % 3600) / 60);
	return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** When something happened or will, from now: `just now`, `3 min ago`, `in 2 h`. */
export function formatRelative(at: string, nowMs: number): string {
	const ago = nowMs - Date.parse(at);
	if (Math.abs(ago) < 2 * SECOND) return "just now";
	return ago > 0 ? `${formatAge(ago)} ago` : `in ${formatAge(-ago)}`;
}

// Made once: a formatter costs more than a thousand uses of it.
let momentFormat: Intl.DateTimeFormat | null = null;

/** The moment in full, in the reader's zone; the zone itself stands once, in the footer. */
export function formatMoment(at: string): string {
	momentFormat ??= new Intl.DateTimeFormat(undefined, {
		year: "numeric",
		month: "short",
		day: "numeric",
		hour: "2-digit",
		minute: "2-digit",
		second: "2-digit",
		hour12: false,
	});
	return momentFormat.format(new Date(at));
}

/** The time of day with milliseconds, for the gutter of a log: `14:03:07.412`. */
export function formatTimeOfDay(at: string): string {
	const date = new Date(at);
	const two = (value: number) => String(value).padStart(2, "0");
	return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** The zone the page's times are in, with its present offset: `Europe/Berlin (GMT+1)`. */
export function timeZoneName(): string {
	const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
	const part = new Intl.DateTimeFormat("en", { timeZoneName: "shortOffset" }).formatToParts().find(({ type }) => type === "timeZoneName");
	return part && timeZone !== "UTC" ? `${timeZone} (${part.value})` : timeZone;
}
