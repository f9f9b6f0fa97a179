import { AppError } from "@berth/core";
import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { nodeId, page } from "../../trpc/inputs.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { toNodeView } from "../../trpc/views.ts";

/** A node may be called by a full host name. */
const nameOfNode = z.string().max(253);

const ofNode = z.strictObject({ nodeId });

/** A page of nodes by name, with what each has and holds. */
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

/** One node and what would have to go before it can be taken away. */
const get = adminProcedure("admin:read")
	.input(ofNode)
	.query(async ({ ctx, input }) => {
		const { nodes } = ctx.services;
		const node = await nodes.find(input.nodeId);
		if (node === null) throw new AppError("NOT_FOUND");
		return { ...toNodeView(node), load: await nodes.load(node.id) };
	});

/** Keeps new leases from a node, or lets them again. What it has runs on, and can be restored there. */
const cordon = adminProcedure("admin:write")
	.input(z.strictObject({ nodeId, cordoned: z.boolean() }))
	.mutation(async ({ ctx, input }) => toNodeView(await ctx.services.nodes.cordon(input.nodeId, input.cordoned, ctx.audit)));

/** What was leased of each node in the last days and what its leases used, with how many instances of each size there were. */
const trend = adminProcedure("admin:read")
	.input(z.strictObject({ days: z.number().int().min(1).max(90).default(14) }).prefault({}))
	.query(({ ctx, input }) => ctx.services.usage.nodeTrend(input.days));

/** The hosts, their capacity and who acts for them. */
export const nodeRouter = router({ list, get, trend, cordon });
