import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

/** How the sweeps of this process's node fare; null where it works no node. */
const sweeps = adminProcedure("admin:read").query(({ ctx }) => {
	const { nodeName, sweeps: read, orphanVolumes } = ctx.services.agent;
	const report = read();
	if (report === null) return null;
	const { at, nextAt, ...rest } = report;
	return {
		node: nodeName,
		at: at?.toISOString() ?? null,
		nextAt: nextAt?.toISOString() ?? null,
		...rest,
		orphans: orphanVolumes()?.length ?? 0,
	};
});

/**
 * How the sweeps of this process's node fare: when the last one ended and the next one begins, why it left things alone, which retained data it did not find on
 * the disk and for how many looks; null where this process works no node.
 */
export const retentionRouter = router({ sweeps });
