import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

const orphans = adminProcedure.query(({ ctx }) => {
	const { nodeName, orphanVolumes } = ctx.services.agent;
	const found = orphanVolumes();
	if (found === null) return null;
	const volumes = found.map(({ since, ...volume }) => ({ ...volume, since: since.toISOString() }));
	return { node: nodeName, volumes };
});

/** What lies on the disk of this process's node and belongs to nobody; null where this process works no node. */
export const volumesRouter = router({ orphans });
