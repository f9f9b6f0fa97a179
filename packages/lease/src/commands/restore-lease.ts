import {
	AppError,
	type LeaseId,
	type Manifest,
	newId,
	parseManifest,
	type RestoreInput,
	type RetentionId,
	type TenantId,
} from "@berth/core";
import type { LeaseVolume, RetentionRecord } from "@berth/db";
import { admitDefinition } from "../builds/admit-definition.ts";
import { workOf } from "../machine/work-of.ts";
import { wantedPorts } from "../ports/wanted-ports.ts";
import type { Accepted, BackendTerms, Caller } from "../service.ts";
import type { Definition } from "../work/plan-change.ts";
import { acceptedSteps, stepsOf } from "../work/plan-steps.ts";
import { type CommandContext, futureOf, newOperationId, toAccepted } from "./command-context.ts";
import { onceByKey } from "./idempotent.ts";
import { notRetained } from "./keep-retained.ts";
import { assertMatch, matchItems, ofItem, sizeItems, withDomains } from "./lease-items.ts";
import { requestHash } from "./request-hash.ts";
import { roomFor } from "./room.ts";

/** Makes a new lease of what a closed one left: as that one was, or with another manifest or other sizes. */
export async function restoreLease(
	context: CommandContext,
	caller: Caller,
	tenantId: TenantId,
	input: RestoreInput,
	{ backend, domains }: BackendTerms = {},
): Promise<Accepted> {
	const { stores, clock, policy, apply } = context;
	const { name, callbackUrl, idempotencyKey } = input;
	// The transport has checked the spelling; a string that names no record is NOT_FOUND below.
	const retentionId = input.retentionId as RetentionId;
	const manifest = input.manifest === undefined ? undefined : parseManifest(input.manifest);
	const record = await stores.retentions.find(retentionId, caller.scope);
	const hash = requestHash("restore", { ...input, manifest, domains, idempotencyKey: undefined });
	return onceByKey(context, { tenantId, idempotencyKey, hash }, async () => {
		if (record === null) throw await notRetained(stores, caller, retentionId);
		if (record.tenantId !== tenantId) throw new AppError("NOT_FOUND", { data: { retentionId } });
		if (record.state !== "active") throw notThere(record);
		const expiresAt = input.expiresAt === undefined ? null : futureOf(clock, "expiresAt", input.expiresAt);
		const asked = await targetOf(context, { manifest: manifest ?? record.manifest, items: input.items }, record);
		const wanted = { ...asked, items: withDomains(asked.items, domains) };
		assertRoomForAll(record, wanted);
		const { definition: target } = await admitDefinition(context, record, wanted);
		const standing = (await stores.retentions.volumes(retentionId)).map(
			({ id, service, index, quotaBytes }): LeaseVolume => ({ id, service, index, quotaBytes }),
		);
		const room = roomFor(clock, target.items, standing);
		const at = clock.now();
		const operationId = newOperationId(clock);
		const moved = { from: null, to: "restoring", event: "restoreRequested" } as const;
		const actor = caller.label;
		const lease = await apply.create(
			{
				id: newId<LeaseId>(at.getTime()),
				tenantId,
				name,
				...target,
				state: moved.to,
				deadlineInMs: policy.deadlines?.restoring ?? workOf.restoring.deadlineMs,
				createdBy: actor,
				expiresAt,
				callbackUrl: callbackUrl ?? null,
				volumes: room.newVolumes,
				volumeQuotas: room.volumeQuotas,
				...(input.partition !== undefined && { partition: input.partition }),
				hostPorts: wantedPorts(target),
				restoreOf: retentionId,
				...(backend && { backend }),
				operation: {
					id: operationId,
					kind: "restore",
					state: "queued",
					requestedBy: actor,
					releaseNumber: 1,
					steps: acceptedSteps(stepsOf("restore", null, target), at),
					callbackUrl: callbackUrl ?? null,
					idempotencyKey: idempotencyKey ?? null,
					requestHash: hash,
				},
				...(caller.audit && { audit: caller.audit }),
				events: [
					{ actor, operationId, body: { type: "moved", ...moved, reason: null, message: null } },
					{ actor, operationId, body: { type: "release", number: 1, cause: "restore", rollbackOf: null } },
					{ actor, operationId, body: { type: "operation", kind: "restore", state: "queued", reason: null } },
				],
			},
			moved,
		);
		return toAccepted(lease, operationId, false);
	});
}

async function targetOf(
	{ stores }: CommandContext,
	{ manifest, items: wanted }: Pick<RestoreInput, "items"> & { readonly manifest: Manifest },
	record: RetentionRecord,
): Promise<Definition> {
	if (wanted !== undefined) return { manifest, items: await sizeItems(stores.catalog, matchItems(wanted, manifest), record.items) };
	const items = record.items.filter(({ service }) => Object.hasOwn(manifest.services, service));
	assertMatch(items, manifest);
	return { manifest, items };
}

/**
 * Every instance that kept data is to have it again. More of them, and services that kept none, are as they are asked for.
 *
 * Errors  BAD_INPUT naming the service.
 */
function assertRoomForAll(record: RetentionRecord, { items }: Definition): void {
	for (const { service, quantity, diskBytes } of record.items) {
		if (diskBytes === 0) continue;
		const wanted = items.find((item) => item.service === service);
		if (wanted === undefined) throw ofItem(service, "left data and has to be restored with the others");
		if (wanted.diskBytes === 0) throw ofItem(service, "left data and cannot be restored in a size without a disk");
		if (wanted.quantity < quantity) throw ofItem(service, `left the data of ${quantity} instances: its quantity is ${quantity} at least`);
	}
}

/** Why a record cannot be restored now. */
export const notThere = ({ id, state }: Pick<RetentionRecord, "id" | "state">): AppError =>
	new AppError("INVALID_STATE", {
		message: sentences[state],
		data: { retentionId: id, state },
	});

const sentences = {
	active: "This data was given back meanwhile.",
	restoring: "This data is being restored already.",
	importing: "This data is not all there yet.",
	reaping: "This data is being destroyed.",
} as const;
