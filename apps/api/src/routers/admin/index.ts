import { router } from "../../trpc/init.ts";
import { actorsRouter } from "./actors.ts";
import { auditRouter } from "./audit.ts";
import { configRouter } from "./config.ts";
import { eventsRouter } from "./events.ts";
import { fleet } from "./fleet.ts";
import { health } from "./health.ts";
import { historyRouter } from "./history.ts";
import { hostRouter } from "./host.ts";
import { imagesRouter } from "./images.ts";
import { keysRouter } from "./keys.ts";
import { leasesRouter } from "./leases.ts";
import { membersRouter } from "./members.ts";
import { nodeRouter } from "./node.ts";
import { orphansRouter } from "./orphans.ts";
import { preflightRouter } from "./preflight.ts";
import { quarantineRouter } from "./quarantine.ts";
import { retentionRouter } from "./retention.ts";
import { retentionsRouter } from "./retentions.ts";
import { skusRouter } from "./skus.ts";
import { tenantsRouter } from "./tenants.ts";
import { usersRouter } from "./users.ts";
import { volumesRouter } from "./volumes.ts";
import { webhooksRouter } from "./webhooks.ts";

export const adminRouter = router({
	leases: leasesRouter,
	history: historyRouter,
	retentions: retentionsRouter,
	retention: retentionRouter,
	actors: actorsRouter,
	orphans: orphansRouter,
	preflight: preflightRouter,
	quarantine: quarantineRouter,
	node: nodeRouter,
	fleet,
	health,
	host: hostRouter,
	images: imagesRouter,
	config: configRouter,
	events: eventsRouter,
	tenants: tenantsRouter,
	skus: skusRouter,
	members: membersRouter,
	users: usersRouter,
	keys: keysRouter,
	volumes: volumesRouter,
	webhooks: webhooksRouter,
	audit: auditRouter,
});
