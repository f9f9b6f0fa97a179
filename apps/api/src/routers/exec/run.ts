import { execRunInput } from "@berth/core";
import { onceShown, repeatable } from "../../trpc/once.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/**
 * Runs a program beside a container's own to its end, and gives what it said as far as there is room for it. A code other than 0 is a
 * result. A program that does not end in time may go on inside.
 */
export const run = leaseProcedure("exec")
	.input(execRunInput.extend(repeatable))
	.mutation(onceShown(({ ctx, input, signal }) => ctx.services.exec.run(ctx.caller, input, signal ?? new AbortController().signal)));
