import { DAY } from "@berth/core";
import type { UsageRange } from "@berth/db";
import { z } from "zod";

const moment = z.iso.datetime({ offset: true, error: "must be a time as ISO 8601, with its zone" });

/** `from` is in it, `to` is not; the last day when neither is said. */
export const usageRange = { from: moment.optional(), to: moment.optional() };

export function toRange(
	{ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
	now = new Date(),
): UsageRange {
	const until = to === undefined ? now : new Date(to);
	return { from: from === undefined ? new Date(until.getTime() - DAY) : new Date(from), to: until };
}
