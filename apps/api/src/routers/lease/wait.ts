import { waitInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** So much earlier than a request is given up is it answered. */
export const MARGIN_MS = 2_000;

/**
 * Answers when an operation has ended or the lease is in one of the states; with `met: false` when the time is over, and no later than
 * a request may take: who waits longer asks again.
 */
export const wait = leaseProcedure("read")
	.input(waitInput)
	.query(({ ctx, input, signal }) => {
		const timeoutMs = Math.min(input.timeoutMs, Math.max(0, ctx.services.policy.requestMs - MARGIN_MS));
		return ctx.services.leases.wait(ctx.caller, { ...input, timeoutMs }, signal ?? new AbortController().signal);
	});
