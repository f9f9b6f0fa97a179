import type { NodeRecord } from "@berth/db";
import { adminProcedure } from "../../trpc/procedures.ts";
import { toNodeView } from "../../trpc/views.ts";

/** A node's agent writes what it measured about once a minute: after this long it has not. */
const WATCH_STALE_MS = 3 * 60_000;
/** As long as a silent node's leases are not yet shown as unknown. */
const SILENT_MS = 30_000;

/** Whether somebody acts for a node and its engine answers, as its row says. */
function healthOf({ claimedUntil, seenAt }: NodeRecord, now: Date): "ok" | "engine-silent" | "no-agent" | "never-seen" {
	if (seenAt === null) return "never-seen";
	if (claimedUntil === null || claimedUntil < now) return "no-agent";
	return now.getTime() - seenAt.getTime() > SILENT_MS ? "engine-silent" : "ok";
}

/** All nodes at one moment: whether they live, what they hold, and what watching them costs. */
export const fleet = adminProcedure("admin:read").query(async ({ ctx }) => {
	const { nodes, usage, agent } = ctx.services;
	const [list, watching, tenants, stored] = await Promise.all([nodes.list(), usage.watching(), usage.top(), usage.sizes()]);
	const now = new Date();
	const status = agent.status();
	return {
		at: now.toISOString(),
		nodes: list.map((node) => {
			const told = watching.get(node.id);
			const own = status !== null && node.name === agent.nodeName ? status : null;
			return {
				...toNodeView(node),
				health: healthOf(node, now),
				agent: own && { claimed: own.claimed, engine: own.engine, lastReconcileAt: own.lastReconcileAt?.toISOString() ?? null },
				watch: told ? { at: told.at.toISOString(), isStale: now.getTime() - told.at.getTime() > WATCH_STALE_MS, ...told.figures } : null,
			};
		}),
		/** Those that used the most cpu in the last day; milliseconds, in digits. */
		topTenants: tenants,
		/** What the history of use takes in the database. */
		stored,
	};
});
