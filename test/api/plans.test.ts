import { newId } from "@berth/core";
import { createFakeEngine } from "@berth/engine/fake";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type Person, type TestApi } from "./fixture.ts";

let berth: TestApi;
let person: Person;
let admin: Person;
beforeAll(async () => {
	berth = await createTestApi();
	person = await berth.member("acme");
	admin = await berth.admin();
	await waitUntil(() => berth.api.agent()?.status().claimed, { timeoutMs: 20_000, what: "the node to be claimed" });
});
afterAll(() => berth[Symbol.asyncDispose]());

const bringUp = async (name: string) => {
	const { leaseId, operationId } = await person.client.lease.provision.mutate(oneContainer(name));
	const { done, operation } = await person.client.operation.wait.query({ operationId });
	expect(done).toBe(true);
	expect(operation.state).toBe("succeeded");
	return { leaseId, operationId };
};

test("the plan of a provision says what would be there, writes nothing, and refuses as the provision does", async () => {
	const { client } = person;
	const manifest = { image: "shop:1", ports: { "80/tcp": {} } };
	const asked = { name: "planned", items: [{ sku: "small", quantity: 2 }], manifest };
	const plan = await client.lease.planProvision.mutate(asked);
	expect(plan).toMatchObject({
		name: "planned",
		services: [{ sku: "small", quantity: 2, ports: [{ port: 80, protocol: "tcp", stable: false }], volume: { count: 2, bytes: 2 ** 26 } }],
		holds: { cpuMillis: 200, memoryBytes: 2 ** 27, diskBytes: 2 ** 27 },
		admission: { admitted: true, node: "node-1", refusals: [] },
	});
	expect(plan.images).toEqual([expect.objectContaining({ present: false, pulls: true, declares: null })]);
	expect((await client.lease.list.query({ includeClosed: true })).leases).toEqual([]);
	expect(berth.host.containerCount).toBe(0);

	const { leaseId } = await bringUp("planned");
	const again = await client.lease.planProvision.mutate(asked);
	expect(again.images).toEqual([
		expect.objectContaining({ present: true, pulls: false, declares: expect.objectContaining({ hasHealthCheck: false }) }),
	]);
	expect(again.admission).toMatchObject({ admitted: false, refusals: [{ code: "NAME_TAKEN" }] });

	const [tenant] = (await admin.client.admin.tenants.list.query({})).tenants;
	if (tenant === undefined) throw new Error("no tenant");
	await admin.client.admin.tenants.setQuota.mutate({ tenantId: tenant.id, cpuMillisMax: 150 });
	const refused = await client.lease.planProvision.mutate({ ...asked, name: "other" });
	expect(refused.admission.refusals).toEqual([
		expect.objectContaining({ code: "QUOTA_EXCEEDED", data: expect.objectContaining({ which: "cpuMillis", max: 150 }) }),
	]);
	await expect(client.lease.provision.mutate({ ...asked, name: "other" })).rejects.toMatchObject({ data: { code: "QUOTA_EXCEEDED" } });
	const update = await client.lease.planUpdate.mutate({ leaseId, manifest: { image: "shop:2" }, items: [{ sku: "small", quantity: 3 }] });
	expect(update).toMatchObject({
		images: [{ present: false, pulls: true }],
		admission: { admitted: false, refusals: [{ code: "QUOTA_EXCEEDED" }] },
	});
	await admin.client.admin.tenants.setQuota.mutate({ tenantId: tenant.id, cpuMillisMax: null });
	await client.lease.close.mutate({ leaseId });
});

test("of two who change one size or one quota after the same look, the second is refused and changes nothing", async () => {
	const { client } = admin;
	const look = async () => {
		const [tenant] = (await client.admin.tenants.list.query({})).tenants;
		const [sku] = (await client.admin.skus.list.query({})).skus;
		if (tenant === undefined || sku === undefined) throw new Error("nothing to look at");
		return { tenant, sku };
	};
	const { tenant, sku } = await look();
	const quota = { tenantId: tenant.id, expectedRevision: tenant.revision };
	const { id: _id, revision: expectedRevision, ...size } = sku;
	await client.admin.tenants.setQuota.mutate({ ...quota, leasesMax: 50 });
	await client.admin.skus.put.mutate({ ...size, position: 7, expectedRevision });
	const conflict = { data: { code: "CONFLICT" } };
	await expect(client.admin.tenants.setQuota.mutate({ ...quota, leasesMax: 1 })).rejects.toMatchObject(conflict);
	await expect(client.admin.skus.put.mutate({ ...size, position: 8, expectedRevision })).rejects.toMatchObject(conflict);
	expect(await look()).toMatchObject({ tenant: { leasesMax: 50 }, sku: { position: 7 } });
	await client.admin.tenants.setQuota.mutate({ ...quota, expectedRevision: (await look()).tenant.revision, leasesMax: null });
});

test("a cordoned node takes nothing new, the plan says so, and what it has is told", async () => {
	const { leaseId } = await bringUp("cordoned");
	const [node] = (await admin.client.admin.node.list.query({})).nodes;
	if (node === undefined) throw new Error("no node");
	const cordoned = await admin.client.admin.node.cordon.mutate({ nodeId: node.id, cordoned: true });
	expect(cordoned.cordonedAt).not.toBeNull();
	const asked = oneContainer("elsewhere");
	expect((await person.client.lease.planProvision.mutate(asked)).admission).toMatchObject({
		admitted: false,
		node: null,
		refusals: [{ code: "CAPACITY_EXHAUSTED", data: { which: "cordoned" } }],
	});
	await expect(person.client.lease.provision.mutate(asked)).rejects.toMatchObject({
		data: { code: "CAPACITY_EXHAUSTED", data: { which: "cordoned" } },
	});
	const { load } = await admin.client.admin.node.get.query({ nodeId: node.id });
	expect(load).toMatchObject({ leases: { ready: 1 }, tenants: 1 });
	expect((await admin.client.admin.node.cordon.mutate({ nodeId: node.id, cordoned: false })).cordonedAt).toBeNull();
	expect((await person.client.lease.planProvision.mutate(asked)).admission.admitted).toBe(true);
	const { volumes } = await person.client.volume.list.query({ leaseId });
	expect(volumes).toEqual([expect.objectContaining({ leaseId, leaseName: "cordoned", node: "node-1", limitBytes: 2 ** 26 })]);
	expect((await person.client.volume.listAll.query()).volumes.map(({ id }) => id)).toContain(volumes[0]?.id);
	expect((await person.client.image.list.query({ leaseId })).images).toEqual([expect.objectContaining({ present: true })]);
});

test("an actor tells which call of the engine it waits for, and since when", async () => {
	const { leaseId } = await bringUp("waits");
	const gate = berth.host.faults.pauseAt("containers.start", (call) => call.leaseId === leaseId);
	const look = () => admin.client.admin.actors.get.query({ leaseId });
	try {
		expect((await look()).calls).toEqual([]);
		await person.client.lease.restart.mutate({ leaseId });
		await gate.reached;
		const { actor, calls } = await look();
		expect(calls).toEqual([{ call: "containers.start", target: expect.any(String) as string, startedAt: expect.any(String) as string }]);
		expect(Date.parse(calls?.[0]?.startedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(actor.lastTransition?.at ?? ""));
	} finally {
		gate.open();
	}
	await person.client.lease.wait.query({ leaseId, states: ["ready"] });
	expect((await look()).calls).toEqual([]);
});

test("an actor tells what it handled, is nudged through another process, and says there that it is not at home", async () => {
	const { leaseId, operationId } = await bringUp("acted");
	const here = await admin.client.admin.actors.get.query({ leaseId });
	expect(here).toMatchObject({ isHere: true, operation: { id: operationId }, actor: { leaseId, state: "ready" } });
	expect(here.handled?.length).toBeGreaterThan(0);
	expect(here.handled?.every(({ outcome }) => outcome === "ok")).toBe(true);
	expect(here.path.map(({ from, to }) => [from, to])).toEqual([
		["provisioning", "ready"],
		[null, "provisioning"],
	]);
	const other = await berth.also({ ROLE: "api" });
	const call = async (path: string, init: RequestInit) => {
		const answer = await fetch(`http://localhost:${other.port}/trpc/${path}`, {
			...init,
			headers: { cookie: admin.cookie, "content-type": "application/json" },
		});
		return (await answer.json()) as { readonly result: { readonly data: Record<string, unknown> } };
	};
	const there = await call(`admin.actors.get?input=${encodeURIComponent(JSON.stringify({ leaseId }))}`, {});
	expect(there.result.data).toMatchObject({ isHere: false, handled: null, calls: null, actor: { state: "ready" } });
	await call("admin.actors.nudge", { method: "POST", body: JSON.stringify({ leaseId }) });
	await waitUntil(
		async () =>
			(await admin.client.admin.actors.get.query({ leaseId })).handled?.some(({ message }) => message === "reconcile: asked by hand"),
		{ timeoutMs: 20_000, what: "the nudge to be handled where the actor is" },
	);
});

test("an actor is restarted through another process, forgets what it handled, and its lease is as it was", async () => {
	const { leaseId } = await bringUp("renewed");
	const of = async () => await admin.client.admin.actors.get.query({ leaseId });
	const before = await of();
	const other = await berth.also({ ROLE: "api" });
	await fetch(`http://localhost:${other.port}/trpc/admin.actors.restart`, {
		method: "POST",
		body: JSON.stringify({ leaseId }),
		headers: { cookie: admin.cookie, "content-type": "application/json" },
	});
	await waitUntil(async () => (await of()).actor.restarts === 1, { timeoutMs: 20_000, what: "the actor to be another" });
	await waitUntil(async () => ((await of()).handled?.length ?? 0) > 0, { timeoutMs: 20_000, what: "the other to have looked" });
	const after = await of();
	expect(after.handled?.map(({ message }) => message)).toContain("reconcile: restarted by hand");
	expect(after).toMatchObject({ operation: before.operation, actor: { state: "ready", panics: 0 } });
	expect(await person.client.lease.get.query({ leaseId })).toMatchObject({ state: "ready", reason: null });
});

test("what is nobody's is counted look by look, planned before it goes, and goes only when it was seen often enough", async () => {
	const { orphans } = admin.client.admin;
	const engine = createFakeEngine(berth.host, { installation: berth.api.database.installationId });
	const name = "left-over";
	await engine.networks.ensure({ name, tenantId: newId() }, { signal: AbortSignal.timeout(10_000) });
	const seen = async () => (await orphans.list.query())?.leftovers.find((one) => one.name === name);
	const look = () => berth.api.agent()?.reconcile();
	await look();
	expect(await seen()).toMatchObject({ kind: "network", sightings: 1, why: "no-open-lease", fate: "kept" });
	expect(await orphans.plan.query()).toEqual({ node: "node-1", fates: [] });
	expect(await orphans.reap.mutate()).toEqual({ node: "node-1", fates: [] });
	await look();
	await look();
	expect(await seen()).toMatchObject({ sightings: expect.any(Number), since: expect.any(String) });
	expect((await seen())?.sightings).toBeGreaterThanOrEqual(3);
	expect((await orphans.plan.query())?.fates).toMatchObject([{ kind: "network", name, fate: "would-remove" }]);
	expect((await orphans.reap.mutate())?.fates).toMatchObject([{ kind: "network", name, fate: "removed" }]);
	await look();
	expect(await seen()).toBeUndefined();
	const other = await berth.also({ ROLE: "api" });
	const answer = await fetch(`http://localhost:${other.port}/trpc/admin.orphans.plan`, { headers: { cookie: admin.cookie } });
	expect(await answer.json()).toMatchObject({ result: { data: null } });
});

test("where a lease and its containers disagree is told without a change, and is the node's own process' to tell", async () => {
	const { leaseId } = await bringUp("drifting");
	const drift = () => admin.client.admin.leases.drift.query({ leaseId });
	expect(await drift()).toMatchObject({ state: "ready", isJudged: true, agrees: true, containers: 1, dead: [] });
	await admin.client.admin.quarantine.set.mutate({ leaseId, quarantined: true });
	const engine = createFakeEngine(berth.host, { installation: berth.api.database.installationId });
	const [container] = await engine.containers.list({ leaseId }, { signal: AbortSignal.timeout(10_000) });
	if (container === undefined) throw new Error("the lease has no container");
	await engine.containers.remove(container.id, { signal: AbortSignal.timeout(10_000) });
	const gone = { agrees: false, containers: 0, dead: [{ service: container.service, index: 0, reason: "InstanceMissing" }] };
	expect(await drift()).toMatchObject(gone);
	expect(await drift()).toMatchObject({ ...gone, state: "ready" });
	const other = await berth.also({ ROLE: "api" });
	const url = `http://localhost:${other.port}/trpc/admin.leases.drift?input=${encodeURIComponent(JSON.stringify({ leaseId }))}`;
	expect(await (await fetch(url, { headers: { cookie: admin.cookie } })).json()).toEqual({ result: { data: null } });
	await expect(admin.client.admin.leases.drift.query({ leaseId: newId() })).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
	await admin.client.admin.quarantine.set.mutate({ leaseId, quarantined: false });
});

test("what is in force is told without its secrets, and images that no lease needs are planned before they go", async () => {
	const { settings } = await admin.client.admin.config.list.query();
	const of = (name: string) => settings.find((setting) => setting.name === name);
	expect(of("AUTH_SECRET")).toMatchObject({ source: "environment", value: null, isSet: true, isSecret: true });
	expect(of("NODE_NAME")).toMatchObject({ source: "environment", value: "node-1" });
	expect(of("CALLBACK_TIMEOUT")).toMatchObject({ source: "default", isSet: true });
	expect(JSON.stringify(settings)).not.toContain(berth.secret);
	expect(await person.client.system.get.query()).toMatchObject({ version: "0.1.0", role: "all", servedBy: "node-1" });
	const { parts } = await admin.client.admin.health.query();
	for (const part of ["database", "callbacks", "webhooks"])
		expect(parts).toEqual(expect.arrayContaining([expect.objectContaining({ part, state: "well" })]));

	const { leaseId, operationId } = await person.client.lease.provision.mutate(oneContainer("brief", "brief:1"));
	await person.client.operation.wait.query({ operationId });
	const inUse = await admin.client.admin.images.plan.query({ minAgeMs: 0 });
	expect(inUse?.images.some(({ ref }) => ref.includes("brief"))).toBe(false);
	await person.client.operation.wait.query({ operationId: (await person.client.lease.close.mutate({ leaseId })).operationId });
	const plan = await admin.client.admin.images.plan.query({ minAgeMs: 0 });
	expect(plan?.images).toEqual(
		expect.arrayContaining([expect.objectContaining({ ref: expect.stringContaining("brief"), fate: "would-remove" })]),
	);
	await admin.client.admin.images.collect.mutate({ minAgeMs: 0 });
	const images = (await admin.client.admin.images.list.query())?.images ?? [];
	expect(images.some(({ tags }) => tags.some((tag) => tag.includes("brief")))).toBe(false);
	expect(images.find(({ ref }) => ref?.includes("shop:1") === true)?.leases).toBeGreaterThan(0);
	expect((await admin.client.admin.host.get.query())?.capabilities["memory-limit"]).toBeDefined();
});

test("all events are heard as they happen, each once", async () => {
	const heard: string[] = [];
	let isOpen = false;
	const subscription = admin.client.admin.events.watch.subscribe(undefined, {
		onData(message) {
			isOpen = true;
			if (message.kind !== "gap") heard.push(...message.events.map(({ leaseId, seq }) => `${leaseId}.${seq}`));
		},
	});
	await waitUntil(() => isOpen, { timeoutMs: 20_000, what: "the first message" });
	const { leaseId } = await bringUp("heard");
	const { events } = await person.client.event.list.query({ leaseId, limit: 200 });
	await waitUntil(() => events.every(({ seq }) => heard.includes(`${leaseId}.${seq}`)), {
		timeoutMs: 20_000,
		what: "every event of the lease",
	});
	subscription.unsubscribe();
	expect(new Set(heard).size).toBe(heard.length);
});
