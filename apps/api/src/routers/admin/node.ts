import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { page } from "../../trpc/inputs.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { toNodeView } from "../../trpc/views.ts";

/** A node may be called by a full host name. */
const nameOfNode = z.string().max(253);

const list = adminProcedure("admin:read")
	.input(z.strictObject({ limit: page.limit, cursor: nameOfNode.optional() }).prefault({}))
	.query(async ({ ctx, input: { limit, cursor } }) => {
		const { nodeName, status } = ctx.services.agent;
		const agent = status();
		const found = await ctx.services.nodes.page(defined({ limit: limit + 1, after: cursor }));
		const nodes = found.slice(0, limit).map((node) => ({
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
		return { nodes, next: found.length > limit ? (nodes.at(-1)?.name ?? null) : null };
	});

/** The hosts, their capacity and who acts for them. */
export const nodeRouter = router({ list });
