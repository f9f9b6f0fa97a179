import { AppError } from "@berth/core";
import { router } from "../../trpc/init.ts";
import { ofLease } from "../../trpc/inputs.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { streamed } from "../../trpc/stream.ts";

/** Every lease that is worked on, and the newest of those at rest, at one moment. */
const list = adminProcedure("admin:read").query(({ ctx }) => ctx.services.actors.snapshot());

/** The same, then whenever it differs; looked at once a second. */
const watch = adminProcedure("admin:read").subscription((call) => streamed(call, (until) => call.ctx.services.actors.watch(until)));

/** One actor with the messages it handled, what it waits for and the moves of its lease. */
const get = adminProcedure("admin:read")
	.input(ofLease)
	.query(({ ctx, input }) => ctx.services.actors.get(input.leaseId));

/** The same, then whenever it differs; looked at once a second. */
const watchOne = adminProcedure("admin:read")
	.input(ofLease)
	.subscription((call) => streamed(call, (until) => call.ctx.services.actors.watchOne(call.input.leaseId, until)));

/** Has the lease's node compare it with its containers now, in whatever process it is worked. It is a hint: what comes of it is told by the lease. */
const nudge = adminProcedure("admin:write")
	.input(ofLease)
	.mutation(async ({ ctx, input }) => {
		await ctx.services.leases.nudge(ctx.caller, input.leaseId);
		await ctx.services.audit.note(ctx.audit, { kind: "lease", id: input.leaseId }, "done");
		return { ok: true };
	});

/**
 * Lets the lease's actor go with all that it remembers and has another go on from the row, in whatever process it is worked. Its work is
 * broken off where it stands and taken up again. It is a hint, as a nudge is.
 */
const restart = adminProcedure("admin:write")
	.input(ofLease)
	.mutation(async ({ ctx, input }) => {
		await ctx.services.leases.restartActor(ctx.caller, input.leaseId);
		await ctx.services.audit.note(ctx.audit, { kind: "lease", id: input.leaseId }, "done");
		return { ok: true };
	});

/** Asks the operation that the actor works at to give up, as its lease's owner may too. */
const cancelStep = adminProcedure("admin:write")
	.input(ofLease)
	.mutation(async ({ ctx, input: { leaseId } }) => {
		const { operation } = await ctx.services.actors.get(leaseId);
		if (operation === null) throw new AppError("INVALID_STATE", { message: "The lease has no operation." });
		return ctx.services.leases.cancel(ctx.caller, { leaseId, operationId: operation.id });
	});

export const actorsRouter = router({ list, watch, get, watchOne, nudge, restart, cancelStep });
