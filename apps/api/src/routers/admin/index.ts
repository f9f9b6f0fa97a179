import { router } from "../../trpc/init.ts";
import { actorsRouter } from "./actors.ts";
import { fleet } from "./fleet.ts";
import { historyRouter } from "./history.ts";
import { keysRouter } from "./keys.ts";
import { leasesRouter } from "./leases.ts";
import { membersRouter } from "./members.ts";
import { nodeRouter } from "./node.ts";
import { preflightRouter } from "./preflight.ts";
import { quarantineRouter } from "./quarantine.ts";
import { retentionRouter } from "./retention.ts";
import { retentionsRouter } from "./retentions.ts";
import { skusRouter } from "./skus.ts";
import { tenantsRouter } from "./tenants.ts";
import { usersRouter } from "./users.ts";
import { volumesRouter } from "./volumes.ts";

export const adminRouter = router({
	leases: leasesRouter,
	history: historyRouter,
	retentions: retentionsRouter,
	retention: retentionRouter,
	actors: actorsRouter,
	preflight: preflightRouter,
	quarantine: quarantineRouter,
	node: nodeRouter,
	fleet,
	tenants: tenantsRouter,
	skus: skusRouter,
	members: membersRouter,
	users: usersRouter,
	keys: keysRouter,
	volumes: volumesRouter,
});
