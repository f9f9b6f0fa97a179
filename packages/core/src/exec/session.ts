import { z } from "zod";
import { SECOND } from "../duration.ts";
import type { LeaseId } from "../ids.ts";
import { serviceName } from "../manifest/schema.ts";

/** Why a session in a container ended. */
export const sessionEnds = [
	"exited",
	"left",
	"idle",
	"too_long",
	"lease_closed",
	"instance_gone",
	"forbidden",
	"shutdown",
	"timed_out",
	"failed",
] as const;

/**
 * `exited` the program did; `left` its user did; `idle` and `too_long` are limits; `lease_closed` and `instance_gone` took what it
 * ran in; `forbidden` its user's right was taken back; `timed_out` a program that had to end by a time did not; `failed` we did not
 * manage.
 */
export type SessionEnd = (typeof sessionEnds)[number];

/** The shells that are looked for in a container, the better first. */
export const shells = ["bash", "ash", "sh"] as const;

/** How large a terminal may be: what no screen is, and what no program has to fear. */
const side = z.int().min(1).max(1_000);
export const terminalSize = z.strictObject({ columns: side, rows: side });
/** Written out, since programs outside see it that have no schema library. */
export interface TerminalSize {
	readonly columns: number;
	readonly rows: number;
}

const ARGV_CHARS_MAX = 32_768;

/** A program and its arguments, each reaching it as it is: no shell reads them. */
export const programArgv = z
	.array(z.string().refine((part) => !part.includes("\0"), { error: "must have no zero character" }))
	.min(1)
	.max(256)
	.refine((argv) => argv[0] !== "", { error: "must name a program" })
	.refine((argv) => argv.reduce((sum, part) => sum + part.length, 0) <= ARGV_CHARS_MAX, {
		error: `must have at most ${ARGV_CHARS_MAX} characters together`,
	});

const place = {
	leaseId: z.uuid({ error: "must be an id" }).transform((value) => value as LeaseId),
	service: serviceName,
	/** Which of the service's instances. */
	index: z.int().min(0).max(9_999).default(0),
};

/** A session that is wanted: a shell where `argv` is absent; no terminal where `size` is null, and both streams apart then. */
export const execTicketInput = z.strictObject({
	...place,
	argv: programArgv.optional(),
	size: terminalSize.nullable().default({ columns: 80, rows: 24 }),
});
export type ExecTicketInput = z.infer<typeof execTicketInput>;

const INPUT_CHARS_MAX = 65_536;
const EXEC_RUN_MS_MAX = 25 * SECOND;

/** A program that runs to its end: `input` is all it reads, and it is given so long. */
export const execRunInput = z.strictObject({
	...place,
	argv: programArgv,
	input: z.string().max(INPUT_CHARS_MAX).optional(),
	timeoutMs: z
		.int()
		.min(100)
		.max(EXEC_RUN_MS_MAX)
		.default(10 * SECOND),
});
export type ExecRunInput = z.infer<typeof execRunInput>;
