import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

/** What the host of this process's node is, and what it can and why not; null where this process works no node. */
const get = adminProcedure("admin:read").query(async ({ ctx, signal }) => {
	const { host } = ctx.services;
	return host && { node: host.nodeName, ...(await host.facts(signal ?? new AbortController().signal)) };
});

export const hostRouter = router({ get });
