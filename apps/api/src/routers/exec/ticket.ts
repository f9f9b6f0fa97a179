import { EXEC_PATH, EXEC_PROTOCOL, EXEC_TICKET_PREFIX, execTicketInput } from "@berth/core";
import { holderOf } from "../../exec/exec-tickets.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/**
 * A promise of one session in a container, good for seconds and once, for whoever asked: a WebSocket at `path` with `protocols` and the
 * same credentials.
 */
export const ticket = leaseProcedure("exec")
	.input(execTicketInput)
	.mutation(async ({ ctx, input }) => {
		const { leaseId, service, index, argv = null, size } = input;
		await ctx.services.exec.check(ctx.caller, input);
		const facts = { service, index, program: argv?.[0] ?? null };
		await ctx.services.audit.note(ctx.audit, { kind: "lease", id: leaseId, facts }, "done");
		const holder = holderOf(ctx.principal);
		const issued = await ctx.services.execTickets.issue({ holder, tenantWanted: ctx.tenantWanted(), leaseId, service, index, argv, size });
		return {
			path: EXEC_PATH,
			protocols: [EXEC_PROTOCOL, `${EXEC_TICKET_PREFIX}${issued.ticket}`],
			expiresAt: new Date(Date.now() + issued.forMs).toISOString(),
		};
	});
