import { z } from "zod";
import { parseDuration } from "./duration.ts";

/** Text such as `30s`, parsed to milliseconds. */
export const durationSchema = z.string().transform((text, ctx) => {
	const ms = parseDuration(text);
	if (ms !== null) return ms;
	ctx.addIssue({ code: "custom", message: `"${text}" is not a duration; write it like 30s, 1m30s or 500ms` });
	return z.NEVER;
});
