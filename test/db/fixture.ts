import { type LeaseId, type Manifest, type NodeId, newId, type OperationId, type OperationKind, type TenantId } from "@berth/core";
import type { Database, Fence, LeaseChange, NewLease, Resources } from "@berth/db";
import { type TestDatabase, withClient } from "../support/postgres.ts";

export const MIB = 1024 * 1024;

const manifest: Manifest = { services: { app: { image: "berth/echo:1" } } };

const ROOMY: Resources = { cpuMillis: 64_000, memoryBytes: 64 * 1024 * MIB, diskBytes: 0 };

/** A tenant with room for anything, and a claimed node of the capacity given, which is the only one that takes leases. */
export async function createScene({ url, database }: TestDatabase, capacity: Resources = ROOMY) {
	await withClient(url, (client) => client.query("update node set cordoned_at = now()"));
	const tenant = await database.stores.catalog.putTenant({ name: `tenant-${newId<TenantId>().slice(-8)}` });
	return { tenant, ...(await claimedNode(database, capacity)) };
}

/** One more node that takes leases. */
export async function claimedNode({ stores: { nodes } }: Database, capacity: Resources) {
	const node = await nodes.register({ name: `node-${newId<NodeId>().slice(-8)}`, capacity });
	const fence: Fence | null = await nodes.claim(node.id, "test", 600_000);
	if (fence === null) throw new Error("the node is held by somebody");
	return { node, fence };
}

export function newOperation(kind: OperationKind, key: string | null = null): NonNullable<LeaseChange["newOperation"]> {
	return {
		id: newId<OperationId>(),
		kind,
		state: "queued",
		requestedBy: "user:ada",
		releaseNumber: kind === "provision" ? 1 : null,
		steps: [],
		callbackUrl: null,
		idempotencyKey: key,
		requestHash: "hash-1",
	};
}

/** What a provision of one container records, but for what the test says otherwise. */
export function newLease(tenantId: TenantId, given: Partial<NewLease> = {}): NewLease {
	const id = newId<LeaseId>();
	const operation = given.operation ?? newOperation("provision");
	return {
		id,
		tenantId,
		name: `lease-${id.slice(-8)}`,
		items: [{ service: "app", sku: "small", quantity: 1, cpuMillis: 500, memoryBytes: 128 * MIB, diskBytes: 0, pidsMax: 64, domain: null }],
		manifest,
		state: "provisioning",
		deadlineInMs: 60_000,
		createdBy: "user:ada",
		expiresAt: null,
		callbackUrl: null,
		volumes: [],
		operation,
		events: [
			{
				actor: "user:ada",
				operationId: operation.id,
				body: { type: "moved", from: null, to: "provisioning", event: "provisionRequested", reason: null, message: null },
			},
		],
		...given,
	};
}

/** One event that says nothing in particular. */
export const anEvent = (actor = "test"): LeaseChange["events"][number] => ({
	actor,
	operationId: null,
	body: { type: "quarantined", quarantined: false },
});
