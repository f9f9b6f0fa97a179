import { AppError, type LeaseId, newId, type ProvisionInput, parseManifest, type TenantId } from "@berth/core";
import { admitDefinition } from "../builds/admit-definition.ts";
import { workOf } from "../machine/work-of.ts";
import { wantedPorts } from "../ports/wanted-ports.ts";
import type { Accepted, BackendTerms, Caller } from "../service.ts";
import { acceptedSteps, stepsOf } from "../work/plan-steps.ts";
import { type CommandContext, futureOf, newOperationId, toAccepted } from "./command-context.ts";
import { onceByKey } from "./idempotent.ts";
import { matchItems, sizeItems, withDomains } from "./lease-items.ts";
import { requestHash } from "./request-hash.ts";
import { roomFor } from "./room.ts";

/** Admits a new lease: everything about the request is held against its rule before a row is written. */
export async function provisionLease(
	context: CommandContext,
	caller: Caller,
	tenantId: TenantId,
	input: ProvisionInput,
	{ backend, domains }: BackendTerms = {},
): Promise<Accepted> {
	if (caller.scope !== "all" && caller.scope.tenantId !== tenantId) throw new AppError("NOT_FOUND");
	const { stores, clock, policy, apply } = context;
	const { name, partition, callbackUrl, idempotencyKey } = input;
	const manifest = parseManifest(input.manifest);
	const wanted = matchItems(input.items, manifest);
	const hash = requestHash("provision", { name, partition, wanted, manifest, expiresAt: input.expiresAt, callbackUrl, domains });
	return onceByKey(context, { tenantId, idempotencyKey, hash }, async () => {
		const expiresAt = input.expiresAt === undefined ? null : futureOf(clock, "expiresAt", input.expiresAt);
		const asked = { manifest, items: withDomains(await sizeItems(stores.catalog, wanted), domains) };
		const { definition, nodeId } = await admitDefinition(context, { tenantId, nodeId: null }, asked);
		const { items } = definition;
		const at = clock.now();
		const operationId = newOperationId(clock);
		const moved = { from: null, to: "provisioning", event: "provisionRequested" } as const;
		const actor = caller.label;
		const lease = await apply.create(
			{
				id: newId<LeaseId>(at.getTime()),
				tenantId,
				name,
				partition: partition ?? null,
				...definition,
				...(nodeId !== null && { nodeId }),
				state: moved.to,
				deadlineInMs: policy.deadlines?.provisioning ?? workOf.provisioning.deadlineMs,
				createdBy: actor,
				expiresAt,
				callbackUrl: callbackUrl ?? null,
				volumes: roomFor(clock, items, []).newVolumes,
				hostPorts: wantedPorts(definition),
				...(backend && { backend }),
				operation: {
					id: operationId,
					kind: "provision",
					state: "queued",
					requestedBy: actor,
					releaseNumber: 1,
					steps: acceptedSteps(stepsOf("provision", null, definition), at),
					callbackUrl: callbackUrl ?? null,
					idempotencyKey: idempotencyKey ?? null,
					requestHash: hash,
				},
				...(caller.audit && { audit: caller.audit }),
				events: [
					{ actor, operationId, body: { type: "moved", ...moved, reason: null, message: null } },
					{ actor, operationId, body: { type: "release", number: 1, cause: "provision", rollbackOf: null } },
					{ actor, operationId, body: { type: "operation", kind: "provision", state: "queued", reason: null } },
				],
			},
			moved,
		);
		return toAccepted(lease, operationId, false);
	});
}
