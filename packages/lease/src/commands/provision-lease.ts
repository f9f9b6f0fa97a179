import { AppError, assertImageAllowed, type LeaseId, newId, type ProvisionInput, parseManifest, type TenantId } from "@berth/core";
import { workOf } from "../machine/work-of.ts";
import type { Accepted, Caller } from "../service.ts";
import { acceptedSteps, planSteps } from "../work/plan-steps.ts";
import { type CommandContext, newOperationId, toAccepted } from "./command-context.ts";
import { onceByKey } from "./idempotent.ts";
import { matchItems, sizeItems } from "./lease-items.ts";
import { requestHash } from "./request-hash.ts";

/** Admits a new lease: everything about the request is held against its rule before a row is written. */
export async function provisionLease(
	context: CommandContext,
	caller: Caller,
	tenantId: TenantId,
	input: ProvisionInput,
): Promise<Accepted> {
	if (caller.scope !== "all" && caller.scope.tenantId !== tenantId) throw new AppError("NOT_FOUND");
	const { stores, clock, policy, apply } = context;
	const manifest = parseManifest(input.manifest);
	const wanted = matchItems(input.items, manifest);
	const hash = requestHash("provision", { name: input.name, wanted, manifest, callbackUrl: input.callbackUrl });
	return onceByKey(context, { tenantId, idempotencyKey: input.idempotencyKey, hash }, async () => {
		for (const { image } of Object.values(manifest.services)) assertImageAllowed(image, policy.allowedRegistries);
		const items = await sizeItems(stores.catalog, wanted);
		const at = clock.now();
		const operationId = newOperationId(clock);
		const moved = { from: null, to: "provisioning", event: "provisionRequested" } as const;
		const lease = await apply.create(
			{
				id: newId<LeaseId>(at.getTime()),
				tenantId,
				name: input.name,
				items,
				manifest,
				state: moved.to,
				deadlineInMs: policy.deadlines?.provisioning ?? workOf.provisioning.deadlineMs,
				createdBy: caller.label,
				operation: {
					id: operationId,
					kind: "provision",
					state: "queued",
					requestedBy: caller.label,
					releaseNumber: 1,
					steps: acceptedSteps(planSteps.provision, at),
					callbackUrl: input.callbackUrl ?? null,
					idempotencyKey: input.idempotencyKey ?? null,
					requestHash: hash,
				},
				events: [
					{ actor: caller.label, operationId, body: { type: "moved", ...moved, reason: null, message: null } },
					{ actor: caller.label, operationId, body: { type: "operation", kind: "provision", state: "queued", reason: null } },
				],
			},
			moved,
		);
		return toAccepted(lease, operationId, false);
	});
}
