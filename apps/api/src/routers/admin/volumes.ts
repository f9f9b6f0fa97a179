import { z } from "zod";
import { router } from "../../trpc/init.ts";
import { page } from "../../trpc/inputs.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

const input = z.strictObject(page).prefault({});

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

/** What lies on the disk of this process's node and belongs to nobody, by id; null where this process works no node. */
export const volumesRouter = router({ orphans });
