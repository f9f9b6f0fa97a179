import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { aProvision, BENCH, createStage, PROVIDER, payloadOf, type Stage, TENANT } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
	stage = await createStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

test("a lease lives as the control plane drives it: provisioned, read, updated, restarted, retained, restored, gone", async () => {
	const { wire, callbackUrl, told, toldSoFar, status } = stage;
	const uuid = randomUUID();
	const items = [
		{ sku: "disk", quantity: 1, service_name: "db" },
		{ sku: BENCH, quantity: 2, service_name: "web" },
	];
	const services = { db: { image: "shop:keeps-data" }, web: { image: "shop:1", ports: { "80/tcp": { host_port: 0 } }, expose: ["9000"] } };
	const ask = { lease_uuid: uuid, callback_url: callbackUrl };
	const made = await wire.post("/provision", aProvision({ ...ask, items, payload: payloadOf({ services }) }));
	expect([made.status, made.json]).toEqual([202, { provision_id: uuid }]);
	expect(made.headers["content-type"]).toBe("application/json");
	expect(await told(uuid, 0)).toEqual({ isSigned: true, body: { lease_uuid: uuid, status: "success", backend: "docker-1" } });

	const ready = await status(uuid, "ready");
	expect(ready).toMatchObject({
		lease_uuid: uuid,
		provider_uuid: PROVIDER,
		fail_count: 0,
		retained_until: "0001-01-01T00:00:00Z",
		quantity: 3,
		items,
		service_images: { db: "shop:keeps-data", web: "shop:1" },
	});
	expect(ready).not.toHaveProperty("reason");
	expect(ready).not.toHaveProperty("tenant");

	const info = (await wire.get(`/info/${uuid}`)).json as {
		host: string;
		instances: object[];
		services: Record<string, { instances: { ports: object }[] }>;
	};
	expect(info.host).toBe("127.0.0.1");
	expect(Object.keys(info.services)).toEqual(["db", "web"]);
	expect(info.instances).toEqual([...(info.services.db?.instances ?? []), ...(info.services.web?.instances ?? [])]);
	expect(info.services.web?.instances).toHaveLength(2);
	expect(info.services.web?.instances[1]).toMatchObject({
		instance_index: 1,
		image: "shop:1",
		status: "running",
		container_id: expect.stringMatching(/^.{1,12}$/),
		ports: { "80/tcp": { host_ip: "127.0.0.1", host_port: expect.stringMatching(/^\d+$/) } },
	});

	const logs = await wire.get(`/logs/${uuid}?tail=50`);
	expect(logs.status).toBe(200);
	expect(Object.keys(logs.json as object).toSorted()).toEqual(["db/0", "web/0", "web/1"]);

	const next = { services: { ...services, web: { ...services.web, image: "shop:2" } } };
	const updated = await wire.post("/update", { ...ask, payload: payloadOf(next) });
	expect([updated.status, updated.json]).toEqual([202, { status: "updating" }]);
	expect((await told(uuid, 1)).body).toEqual({ lease_uuid: uuid, status: "success", backend: "docker-1" });

	const restarted = await wire.post("/restart", ask);
	expect([restarted.status, restarted.json]).toEqual([202, { status: "restarting" }]);
	expect((await told(uuid, 2)).body).toEqual({ lease_uuid: uuid, status: "success", backend: "docker-1" });

	// What says nothing new is a release and ends well.
	expect((await wire.post("/update", { ...ask, payload: payloadOf(next) })).status).toBe(202);
	expect((await told(uuid, 3)).body).toMatchObject({ status: "success" });
	const history = (await wire.get(`/releases/${uuid}`)).json as { version: number; image: string; status: string; manifest: string }[];
	expect(history.map(({ version, image, status: word }) => [version, image, word])).toEqual([
		[1, "stack", "superseded"],
		[2, "stack", "superseded"],
		[3, "stack", "active"],
	]);
	expect(JSON.parse(Buffer.from(history[1]?.manifest ?? "", "base64").toString())).toMatchObject({
		services: { web: { image: "shop:2" } },
	});

	const gone = await wire.post("/deprovision", { lease_uuid: uuid });
	expect([gone.status, gone.json]).toEqual([200, { status: "ok" }]);
	expect(await told(uuid, 4)).toEqual({
		isSigned: true,
		body: { lease_uuid: uuid, status: "deprovisioned", backend: "docker-1", retained: true },
	});
	const retained = await status(uuid, "retained");
	expect(retained).toMatchObject({ tenant: TENANT, provider_uuid: PROVIDER, quantity: 0, items });
	expect(Date.parse(String(retained.retained_until))).toBeGreaterThan(Date.now());
	expect((await wire.get("/retentions")).json).toEqual({ retentions: [{ lease_uuid: uuid }] });
	for (const path of [`/info/${uuid}`, `/releases/${uuid}`]) expect((await wire.get(path)).status).toBe(404);
	expect((await wire.post("/deprovision", { lease_uuid: uuid })).status).toBe(200);

	const other = randomUUID();
	const restore = { lease_uuid: other, from_lease_uuid: uuid, tenant: TENANT, provider_uuid: PROVIDER, items, callback_url: callbackUrl };
	const refusals = [
		[{ ...restore, tenant: "somebody-else" }, 422, { error: "no retained data for lease" }],
		[{ ...restore, from_lease_uuid: randomUUID() }, 422, { error: "no retained data for lease" }],
		[{ ...restore, items: [items[0]] }, 400, { error: "validation error: the items are not those of the retained lease" }],
		[
			{ ...restore, items: [{ ...items[0], sku: BENCH }, items[1]] },
			422,
			{ error: 'service "db": the tier has no disk for the retained data', code: "demote_exceeds_tier" },
		],
	] as const;
	for (const [body, code, said] of refusals) {
		const refused = await wire.post("/restore", body);
		expect([refused.status, refused.json]).toEqual([code, said]);
	}
	const restored = await wire.post("/restore", restore);
	expect([restored.status, restored.json]).toEqual([202, { status: "restoring" }]);
	expect((await told(other, 0)).body).toEqual({ lease_uuid: other, status: "success", backend: "docker-1" });
	expect(await status(other, "ready")).toMatchObject({ quantity: 3, items });
	const again = await wire.post("/restore", restore);
	expect([again.status, again.json]).toEqual([422, { error: "no retained data for lease" }]);

	expect((await wire.post("/deprovision", { lease_uuid: other })).status).toBe(200);
	expect((await told(other, 1)).body).toMatchObject({ status: "deprovisioned", retained: true });
	expect([toldSoFar(uuid), toldSoFar(other)]).toEqual([5, 2]);
});

test("what fails is told in curated words, and a failed lease is provisioned again under its name", async () => {
	const { wire, berth, callbackUrl, told, status } = stage;
	const uuid = randomUUID();
	const ask = { lease_uuid: uuid, callback_url: callbackUrl };
	const failing = aProvision({ ...ask, payload: payloadOf({ image: "shop:exits-3" }) });
	expect((await wire.post("/provision", failing)).status).toBe(202);
	expect(await told(uuid, 0)).toEqual({
		isSigned: true,
		body: { lease_uuid: uuid, status: "failed", error: "container exited during startup", backend: "docker-1" },
	});
	expect(await status(uuid, "failed")).toMatchObject({
		reason: "ContainerExited",
		message: "container exited during startup",
		fail_count: 1,
	});
	expect((await wire.get(`/info/${uuid}`)).status).toBe(404);
	expect((await wire.get(`/logs/${uuid}`)).status).toBe(200);
	const [failed] = (await wire.get(`/releases/${uuid}`)).json as object[];
	expect(failed).toMatchObject({ version: 1, status: "failed", reason: "ContainerExited" });

	expect((await wire.post("/provision", aProvision(ask))).status).toBe(202);
	expect((await told(uuid, 1)).body).toMatchObject({ status: "success" });
	expect(await status(uuid, "ready")).toMatchObject({ fail_count: 1, service_images: { app: "shop:1" } });
	const twice = await wire.post("/provision", aProvision(ask));
	expect([twice.status, twice.json]).toEqual([409, { error: "lease already provisioned" }]);

	// A change that cannot be made leaves the old one running, and says so.
	expect((await wire.post("/update", { ...ask, payload: payloadOf({ image: "shop:exits-3" }) })).status).toBe(202);
	expect((await told(uuid, 2)).body).toMatchObject({
		status: "failed",
		error: "container exited during startup; rolled back to previous version",
	});
	expect(await status(uuid, "ready")).toMatchObject({ reason: "ContainerExited" });

	// A member of the tenant who wants to be told is told in the API's form and by its rules: what is signed with the protocol's secret
	// goes nowhere that a tenant says, and this address no tenant may have.
	const { client } = await berth.member(TENANT);
	const { leases } = await client.lease.list.query({ limit: 50 });
	const leaseId = leases.find(({ name }) => name === uuid)?.id ?? "";
	await client.lease.restart.mutate({ leaseId, callbackUrl: callbackUrl.replace(/\/callbacks.*/, "/deprovision") });
	const owed = async () => (await client.callback.list.query({ leaseId })).callbacks[0];
	const tried = await waitUntil(async () => ((await owed())?.lastError ? owed() : null), { timeoutMs: 30_000, what: "the try" });
	expect(tried).toMatchObject({ lastError: "It may not be sent to that address.", body: { leaseId, kind: "restart" } });
	await status(uuid, "ready");
	expect(stage.toldSoFar(uuid)).toBe(3);
	expect((await wire.post("/deprovision", { lease_uuid: uuid })).status).toBe(200);
	expect((await told(uuid, 3)).body).toEqual({ lease_uuid: uuid, status: "deprovisioned", backend: "docker-1" });
	expect((await wire.get(`/provisions/${uuid}`)).status).toBe(404);
	// The name is free again.
	expect((await wire.post("/provision", aProvision(ask))).status).toBe(202);
	await status(uuid, "ready");
});

test("retained data goes into a smaller size only when it is known to fit", async () => {
	const { wire, berth, ready, status, told, callbackUrl } = stage;
	const sized = (sku: string) => ({ items: [{ sku, quantity: 1, service_name: "app" }] });
	const from_lease_uuid = await ready({ ...sized("disk"), payload: payloadOf({ image: "shop:keeps-data" }) });
	expect((await wire.post("/deprovision", { lease_uuid: from_lease_uuid })).status).toBe(200);
	await status(from_lease_uuid, "retained");
	const { backend, retentions } = berth.api.database.stores;
	const retained = await backend.findRetained(from_lease_uuid);
	const [volume] = retained === null ? [] : await retentions.volumes(retained.retentionId);
	if (volume === undefined) throw new Error("nothing is retained");
	const lease_uuid = randomUUID();
	const restore = {
		lease_uuid,
		from_lease_uuid,
		tenant: TENANT,
		provider_uuid: PROVIDER,
		callback_url: callbackUrl,
		...sized("small-disk"),
	};
	const refusals = [
		[2 ** 21, "retained data of 2097152 bytes exceeds the tier's 1048576 bytes"],
		[null, "the retained data cannot be measured, and the tier is smaller"],
	] as const;
	for (const [bytes, why] of refusals) {
		berth.host.fillVolume(volume.id, bytes);
		const refused = await wire.post("/restore", restore);
		expect([refused.status, refused.json]).toEqual([422, { error: `service "app": ${why}`, code: "demote_exceeds_tier" }]);
	}
	expect((await wire.get(`/provisions/${from_lease_uuid}`)).json).toMatchObject({ status: "retained" });
	// Exactly as much as there is room for fits.
	berth.host.fillVolume(volume.id, 2 ** 20);
	const another = await ready();
	const taken = await wire.post("/restore", { ...restore, lease_uuid: another });
	expect([taken.status, taken.json]).toEqual([409, { error: "lease already provisioned", code: "already_provisioned" }]);
	expect((await wire.post("/restore", restore)).status).toBe(202);
	expect((await told(lease_uuid, 0)).body).toMatchObject({ status: "success" });
	expect(await status(lease_uuid, "ready")).toMatchObject(sized("small-disk"));
});
