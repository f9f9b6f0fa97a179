import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

/**
 * Containers and networks of ours on the host of this process's node that nobody owned when it was last compared with the rows, with how
 * often each was seen so in a row and what was done about it; null where this process works no node.
 */
const list = adminProcedure("admin:read").query(({ ctx }) => {
	const { nodeName, leftovers } = ctx.services.agent;
	const known = leftovers();
	return known && { node: nodeName, leftovers: known.map(({ since, ...one }) => ({ ...one, since: since.toISOString() })) };
});

/** What reaping would remove now: what was seen three times in a row without an owner, and has none at this moment. Nothing is removed. */
const plan = adminProcedure("admin:read").query(async ({ ctx, signal }) => {
	const { host, agent } = ctx.services;
	const known = agent.leftovers();
	if (host === null || known === null) return null;
	return { node: host.nodeName, fates: await host.reap(known, true, signal ?? new AbortController().signal) };
});

/** Removes what `plan` says, and says what became of each. A network that something uses stays. */
const reap = adminProcedure("admin:write").mutation(async ({ ctx, signal }) => {
	const { host, agent, audit } = ctx.services;
	const known = agent.leftovers();
	if (host === null || known === null) return null;
	const fates = await host.reap(known, false, signal ?? new AbortController().signal);
	const removed = fates.filter(({ fate }) => fate === "removed").map(({ name }) => name);
	await audit.note(ctx.audit, { kind: "node", id: host.nodeName, facts: { removed } }, "done");
	return { node: host.nodeName, fates };
});

/** What of ours on a host belongs to nobody. By itself only what names a lease or a tenant that is gone is ever removed. */
export const orphansRouter = router({ list, plan, reap });
