import { z } from "zod";
import { logLevelChoices } from "./level.ts";

/** Longest text or pattern that is searched for. */
export const LOG_TEXT_MAX = 500;

const stamp = z.iso.datetime({ error: "must be a time in UTC, as 2030-01-31T12:00:00Z" });

/** Which lines of a lease's log are wanted: all that every given part lets through. */
export const logQuery = z.strictObject({
	services: z.array(z.string().max(64)).min(1).max(16).optional(),
	/** Of those services only the instances of that number. */
	instance: z.int().min(0).max(1_000).optional(),
	stream: z.enum(["stdout", "stderr"]).optional(),
	levels: z.array(z.enum(logLevelChoices)).min(1).max(logLevelChoices.length).optional(),
	/** Both inclusive. */
	since: stamp.optional(),
	until: stamp.optional(),
	/** Found in the line whatever its case. */
	text: z.string().min(1).max(LOG_TEXT_MAX).optional(),
	/** `text` is a pattern. */
	regex: z.boolean().optional(),
	/** Lines that do not hold the text. */
	invert: z.boolean().optional(),
});
export type LogQuery = z.infer<typeof logQuery>;
