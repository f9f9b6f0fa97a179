import { z } from "zod";
import { operationId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";
import { MARGIN_MS } from "../lease/wait.ts";

const WAIT_MAX_MS = 60_000;

const input = z.strictObject({ operationId, timeoutMs: z.int().min(0).max(WAIT_MAX_MS).default(WAIT_MAX_MS) });

/**
 * Answers when the operation has ended; with `done: false` when the time is over, and no later than a request may take: who waits longer
 * asks again.
 */
export const wait = leaseProcedure("read")
	.input(input)
	.query(async ({ ctx, input, signal }) => {
		const { leases, policy } = ctx.services;
		const { leaseId } = await leases.operation(ctx.caller, input.operationId);
		const timeoutMs = Math.min(input.timeoutMs, Math.max(0, policy.requestMs - MARGIN_MS));
		const { met } = await leases.wait(
			ctx.caller,
			{ leaseId, operationId: input.operationId, timeoutMs },
			signal ?? new AbortController().signal,
		);
		return { done: met, operation: await leases.operation(ctx.caller, input.operationId) };
	});
