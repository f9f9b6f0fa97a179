import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { toNodeView } from "../../trpc/views.ts";

const list = adminProcedure.query(async ({ ctx }) => {
	const { nodeName, status } = ctx.services.agent;
	const agent = status();
	return (await ctx.services.nodes.list()).map((node) => ({
		...toNodeView(node),
		// Only the agent of this process can be asked; of the others the row says what is known.
		agent:
			agent === null || node.name !== nodeName
				? null
				: {
						claimed: agent.claimed,
						engine: agent.engine,
						lastReconcileAt: agent.lastReconcileAt?.toISOString() ?? null,
						lastEventAt: agent.lastEventAt?.toISOString() ?? null,
					},
	}));
});

/** The hosts, their capacity and who acts for them. */
export const nodeRouter = router({ list });
