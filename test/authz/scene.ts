import type { BerthClient } from "@berth/client";
import { createBerthClient } from "@berth/client";
import { type LeaseId, newId, type TenantId } from "@berth/core";
import { createTestApi, type Person, type TestApi, takeLink } from "../api/fixture.ts";
import { asStack, keeper, nodeWorks } from "../api/lifecycle-stage.ts";
import { waitUntil } from "../support/wait-until.ts";

/** In the environment of each of acme's leases. */
export const PLANTED = "planted-value-5f1c7b";

/** Two tenants with people of every role, and one of everything that can be named, all of it acme's. */
export interface Scene extends AsyncDisposable {
	readonly berth: TestApi;
	readonly tenantId: TenantId;
	readonly people: Readonly<Record<"viewer" | "member" | "owner" | "otherOwner" | "admin", Person>>;
	/** It serves for as long as nobody changes it. */
	readonly leaseId: string;
	/** Another one of the same tenant. */
	readonly elsewhereId: string;
	/** One that nobody changes, so that its containers run. */
	readonly servingId: string;
	/** One that calls may close. */
	readonly leavingId: string;
	/** What a closed one left. */
	readonly retentionId: string;
	/** Another one that is given up, and a closed lease that is brought back. */
	readonly relinquishedId: string;
	readonly reopenedId: string;
	readonly operationId: string;
	readonly callbackId: string;
	readonly keyId: string;
	readonly adminKeyId: string;
	readonly webhookId: string;
	readonly removedWebhookId: string;
	readonly adminRemovedWebhookId: string;
	readonly deliveryId: string;
	readonly adminWebhookId: string;
	readonly adminDeliveryId: string;
	readonly invitationId: string;
	/** The host, which is nobody's. */
	readonly nodeId: string;
	/** A tenant that nobody belongs to, for what would end the others'. */
	readonly spareTenantId: TenantId;
	/** A name that nothing has. */
	name(): string;
	/** Somebody of acme's whom nobody needs. */
	freshMember(): Promise<string>;
}

const within = (what: string) => ({ timeoutMs: 60_000, what });

export async function createScene(): Promise<Scene> {
	// Hundreds of calls, many with keys that are no good, are what this is for.
	const settings = { CALLS_PER_CALLER: "0", CALLS_PER_TENANT: "0", BAD_KEYS_PER_ADDRESS: "0" };
	const berth = await createTestApi({ settings });
	try {
		return await fill(berth);
	} catch (error) {
		await berth[Symbol.asyncDispose]();
		throw error;
	}
}

async function fill(berth: TestApi): Promise<Scene> {
	const { accounts, database } = berth.api;
	const { catalog } = database.stores;
	const [owner, otherOwner, admin] = [await berth.member("acme"), await berth.member("other"), await berth.admin()];
	const tenantId = (await catalog.findTenantByName("acme"))?.id;
	if (tenantId === undefined) throw new Error("there is no acme");
	let made = 0;
	const name = () => `made-${++made}`;
	const join = async (role: "viewer" | "member", email: string) => {
		const { userId } = await accounts.ensureUser({ email });
		await catalog.addMember(tenantId, userId, role);
		return userId;
	};
	const joined = async (role: "viewer" | "member"): Promise<Person> => {
		await join(role, `${role}@example.org`);
		const { cookie } = await takeLink((await accounts.createSignInLink(`${role}@example.org`, 60_000)).url);
		return { cookie, client: createBerthClient({ url: berth.url, headers: { cookie } }) };
	};
	const people = { viewer: await joined("viewer"), member: await joined("member"), owner, otherOwner, admin };
	const { client } = owner;
	await nodeWorks(berth);

	const leaseId = await readyLease(client, "shown", "http://127.0.0.1:9/");
	const elsewhereId = await readyLease(client, "elsewhere");
	const servingId = await readyLease(client, "serving");
	const leavingId = await readyLease(client, "leaving");
	const kept = await closedLease(client, "closed");
	const relinquished = await closedLease(client, "given-up");
	const reopened = await closedLease(client, "reopened");
	const { operation } = await client.lease.get.query({ leaseId });
	const [callback] = (await client.callback.list.query({ leaseId })).callbacks;
	const key = await client.key.create.mutate({ name: "kept", scopes: ["read"], expiresInDays: 7 });
	const adminKey = await admin.client.admin.keys.create.mutate({ name: "kept", scopes: ["admin:read"], expiresInDays: 7 });
	const hook = { url: "http://127.0.0.1:9/", types: ["lease.ready" as const] };
	const { webhook } = await client.webhook.create.mutate(hook);
	const { webhook: adminWebhook } = await admin.client.admin.webhooks.create.mutate(hook);
	await client.webhook.test.mutate({ webhookId: webhook.id });
	await admin.client.admin.webhooks.test.mutate({ webhookId: adminWebhook.id });
	const delivery = await waitUntil(
		async () => (await client.webhook.deliveries.query({ webhookId: webhook.id })).deliveries[0],
		within("a delivery"),
	);
	const adminDelivery = await waitUntil(
		async () => (await admin.client.admin.webhooks.deliveries.query({ webhookId: adminWebhook.id })).deliveries[0],
		within("a delivery of the installation's"),
	);
	const invitation = await client.invitation.create.mutate({ email: "asked@example.org" });
	const [node] = await database.stores.nodes.list();
	if (node === undefined || operation === null || callback === undefined) throw new Error("the scene is not whole");
	return {
		berth,
		tenantId,
		people,
		leaseId,
		elsewhereId,
		servingId,
		leavingId,
		retentionId: kept.retentionId,
		relinquishedId: relinquished.retentionId,
		reopenedId: reopened.leaseId,
		operationId: operation.id,
		callbackId: callback.id,
		keyId: key.id,
		adminKeyId: adminKey.id,
		webhookId: webhook.id,
		removedWebhookId: (await client.webhook.create.mutate(hook)).webhook.id,
		adminRemovedWebhookId: (await admin.client.admin.webhooks.create.mutate(hook)).webhook.id,
		deliveryId: delivery.id,
		adminWebhookId: adminWebhook.id,
		adminDeliveryId: adminDelivery.id,
		invitationId: invitation.id,
		nodeId: node.id,
		spareTenantId: (await catalog.putTenant({ name: "spare" })).id,
		name,
		freshMember: () => join("viewer", `${name()}@example.org`),
		[Symbol.asyncDispose]: () => berth[Symbol.asyncDispose](),
	};
}

/** A lease that serves, whose environment has the planted value, and which keeps data. */
async function readyLease(client: BerthClient, name: string, callbackUrl?: string): Promise<string> {
	const manifest = asStack({ ...keeper.services.web, env: { SHOWN_TO_SOME: PLANTED } });
	const { leaseId } = await client.lease.provision.mutate({
		name,
		items: [{ service: "web", sku: "small" }],
		manifest,
		...(callbackUrl === undefined ? {} : { callbackUrl }),
	});
	const { lease } = await client.lease.wait.query({ leaseId, timeoutMs: 25_000 });
	if (lease.state !== "ready") throw new Error(`the lease is ${lease.state}`);
	return leaseId;
}

/** One that is closed, and what it left. */
async function closedLease(client: BerthClient, name: string): Promise<{ readonly leaseId: string; readonly retentionId: string }> {
	const leaseId = await readyLease(client, name);
	await client.lease.close.mutate({ leaseId, data: "retain" });
	const { lease } = await client.lease.wait.query({ leaseId, timeoutMs: 25_000 });
	if (lease.retention === null) throw new Error("the lease left nothing");
	return { leaseId, retentionId: lease.retention.id };
}

/** An id as ours are, of nothing. */
export const nothing = newId<LeaseId>();
