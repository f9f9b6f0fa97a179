import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { nodeId, page } from "../../trpc/inputs.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

const input = z.strictObject(page).prefault({});

/** A page of every volume with its owner, oldest first. */
const list = adminProcedure("admin:read")
	.input(z.strictObject({ ...page, nodeId: nodeId.optional() }).prefault({}))
	.query(({ ctx, input }) => ctx.services.leases.volumes(ctx.caller, defined(input)));

/** What lies on the disk of this process's node and belongs to nobody; null where it works none. */
const orphans = adminProcedure("admin:read")
	.input(input)
	.query(({ ctx, input: { limit, cursor = "" } }) => {
		const { nodeName, orphanVolumes } = ctx.services.agent;
		const known = orphanVolumes();
		if (known === null) return null;
		const found = known.filter(({ id }) => id > cursor).toSorted((a, b) => (a.id < b.id ? -1 : 1));
		const volumes = found.slice(0, limit).map(({ since, ...volume }) => ({ ...volume, since: since.toISOString() }));
		return { node: nodeName, volumes, next: found.length > limit ? (volumes.at(-1)?.id ?? null) : null };
	});

/** Every volume with its owner, oldest first; and what lies on the disk of this process's node and belongs to nobody, null where it works none. */
export const volumesRouter = router({ list, orphans });
