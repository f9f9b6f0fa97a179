import { AppError, DAY } from "@berth/core";
import { z } from "zod";

const ms = z.number().int().positive().max(DAY);
const port = z.number().int().min(1).max(65_535);
const word = z
	.string()
	.max(4_096)
	.regex(/^[^\0]*$/);

const probe = z.discriminatedUnion("kind", [
	/** `status`: the one that is good; any from 200 to 299 when absent. A redirect is an answer like another and never followed. */
	z.strictObject({
		kind: z.literal("http"),
		port,
		path: z
			.string()
			.max(2_048)
			.regex(/^\/[\x21-\x7e]*$/),
		status: z.number().int().min(100).max(599).optional(),
	}),
	/** Somebody takes the connection. */
	z.strictObject({ kind: z.literal("tcp"), port }),
	/** A program that is run inside and ends with 0. */
	z.strictObject({
		kind: z.literal("command"),
		argv: z
			.array(word)
			.max(64)
			.readonly()
			.refine(([program]) => program !== undefined && program !== ""),
	}),
]);

const readiness = z.strictObject({
	probe,
	/** Between the end of a probe and the next; a second when absent. */
	intervalMs: ms.optional(),
	/** What one probe may take; 5 s when absent. */
	timeoutMs: ms.optional(),
	/** Failures in a row that make it not ready; when absent it is asked until whoever waits has had enough. */
	retries: z.number().int().positive().max(1_000_000).optional(),
	/** Failures do not count for so long after its start. */
	startPeriodMs: ms.optional(),
});

/** How it is found out whether a container that runs is ready, beside its health check. Asked from outside of it. */
export type ReadinessSpec = z.infer<typeof readiness>;
export type ReadinessProbe = ReadinessSpec["probe"];

/** Errors  BAD_INPUT. */
export function assertReadiness(spec: ReadinessSpec | undefined): void {
	if (spec !== undefined) writeReadiness(spec);
}

/** Its label: the same for the same probe, whoever wrote it down. Errors  BAD_INPUT. */
export function writeReadiness(spec: ReadinessSpec): string {
	const found = readiness.safeParse(spec);
	if (found.success) return JSON.stringify(found.data);
	throw new AppError("BAD_INPUT", { message: "This is no probe for readiness.", data: { field: "readiness" } });
}

/** What a container's label says; null where it has none. Errors  ENGINE_FAILED when the label is not one of ours. */
export function readReadiness(label: string | undefined): ReadinessSpec | null {
	if (label === undefined) return null;
	const found = readiness.safeParse(parse(label));
	if (found.success) return found.data;
	throw new AppError("ENGINE_FAILED", { message: "The container's label for readiness cannot be read.", data: { unreadable: true } });
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
