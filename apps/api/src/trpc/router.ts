import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { adminRouter } from "../routers/admin/index.ts";
import { auditRouter } from "../routers/audit/index.ts";
import { backupRouter } from "../routers/backup/index.ts";
import { callbackRouter } from "../routers/callback/index.ts";
import { deviceRouter } from "../routers/device/index.ts";
import { diagnosticRouter } from "../routers/diagnostic/index.ts";
import { eventRouter } from "../routers/event/index.ts";
import { execRouter } from "../routers/exec/index.ts";
import { imageRouter } from "../routers/image/index.ts";
import { invitationRouter } from "../routers/invitation/index.ts";
import { keyRouter } from "../routers/key/index.ts";
import { leaseRouter } from "../routers/lease/index.ts";
import { manifestRouter } from "../routers/manifest/index.ts";
import { meRouter } from "../routers/me/index.ts";
import { memberRouter } from "../routers/member/index.ts";
import { operationRouter } from "../routers/operation/index.ts";
import { policyRouter } from "../routers/policy/index.ts";
import { releaseRouter } from "../routers/release/index.ts";
import { retentionRouter } from "../routers/retention/index.ts";
import { signInRouter } from "../routers/sign-in/index.ts";
import { skuRouter } from "../routers/sku/index.ts";
import { systemRouter } from "../routers/system/index.ts";
import { tenantRouter } from "../routers/tenant/index.ts";
import { usageRouter } from "../routers/usage/index.ts";
import { volumeRouter } from "../routers/volume/index.ts";
import { webhookRouter } from "../routers/webhook/index.ts";
import { router } from "./init.ts";

/** Every procedure there is. The client knows it by type alone. */
export const appRouter = router({
	lease: leaseRouter,
	manifest: manifestRouter,
	release: releaseRouter,
	operation: operationRouter,
	event: eventRouter,
	exec: execRouter,
	diagnostic: diagnosticRouter,
	retention: retentionRouter,
	backup: backupRouter,
	sku: skuRouter,
	usage: usageRouter,
	tenant: tenantRouter,
	callback: callbackRouter,
	webhook: webhookRouter,
	audit: auditRouter,
	policy: policyRouter,
	me: meRouter,
	member: memberRouter,
	invitation: invitationRouter,
	signIn: signInRouter,
	key: keyRouter,
	device: deviceRouter,
	volume: volumeRouter,
	image: imageRouter,
	system: systemRouter,
	admin: adminRouter,
});

export type AppRouter = typeof appRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;
