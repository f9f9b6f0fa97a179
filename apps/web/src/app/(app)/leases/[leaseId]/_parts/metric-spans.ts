import { DAY, HOUR } from "@berth/core";

/** A time that is looked back over, and how finely. */
export interface Span {
	readonly label: string;
	readonly ms: number;
	readonly step: "minute" | "hour";
}

export const spans: readonly Span[] = [
	{ label: "Last hour", ms: HOUR, step: "minute" },
	{ label: "Last day", ms: DAY, step: "minute" },
	{ label: "7 days", ms: 7 * DAY, step: "hour" },
];
