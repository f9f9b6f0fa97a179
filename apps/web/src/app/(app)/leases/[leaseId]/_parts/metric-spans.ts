import { DAY, HOUR } from "@berth/core";

/** Times that are looked back over, and how finely. */
export const spans = {
	hour: { ms: HOUR, step: "minute" },
	day: { ms: DAY, step: "minute" },
	week: { ms: 7 * DAY, step: "hour" },
} as const;

export type SpanKey = keyof typeof spans;
export const spanKeys = Object.keys(spans) as readonly SpanKey[];

/** What has a line of its own: all of it, each service, each instance. What was recorded tells services apart and no more. */
export const splits = ["whole", "service", "instance"] as const;
export type Split = (typeof splits)[number];
