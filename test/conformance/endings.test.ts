import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { send, sign } from "./signed-client.ts";
import { createStage, SECRET, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
	stage = await createStage({ WIRE_DEPROVISION_WAIT: "500ms" });
});
afterAll(() => stage[Symbol.asyncDispose]());

test("a death that nobody asked for is told once, and the lease says so until it is closed", async () => {
	const { berth, wire, ready, told, toldSoFar, status, callbackUrl } = stage;
	const uuid = await ready();
	await told(uuid, 0);
	const { backend, reader } = berth.api.database.stores;
	const leaseId = (await backend.find(uuid))?.leaseId;
	if (leaseId === undefined) throw new Error("there is no such lease");
	berth.host.kill((await reader.instances([leaseId])).get(leaseId)?.[0]?.containerId ?? "", { exitCode: 137, oomKilled: true });
	expect((await told(uuid, 1)).body).toEqual({
		lease_uuid: uuid,
		status: "failed",
		error: "container exited unexpectedly",
		backend: "docker-1",
	});
	expect(await status(uuid, "failed")).toMatchObject({
		reason: "ContainerExited",
		message: "container exited unexpectedly",
		fail_count: 1,
	});
	expect((await wire.get(`/info/${uuid}`)).json).toEqual({ error: "not provisioned" });
	expect((await wire.post("/restart", { lease_uuid: uuid, callback_url: callbackUrl })).status).toBe(202);
	expect((await told(uuid, 2)).body).toMatchObject({ status: "success" });
	expect(toldSoFar(uuid)).toBe(3);
});

test("a close that takes long is said to be under way, goes on without whoever asked, and is told once", async () => {
	const { berth, port, wire, ready, told, toldSoFar } = stage;
	const uuid = await ready();
	await told(uuid, 0);
	berth.host.stopDaemon();
	try {
		const unwell = await waitUntil(
			async () => {
				const health = await send(port, { method: "GET", target: "/health" });
				return health.status === 503 ? health : null;
			},
			{ timeoutMs: 20_000, what: "the service to be unwell" },
		);
		expect(unwell.json).toEqual({ error: "engine unhealthy" });
		await hangUp(port, JSON.stringify({ lease_uuid: uuid }));
		await stage.status(uuid, "deprovisioning");
		const refused = await wire.post("/deprovision", { lease_uuid: uuid });
		expect([refused.status, refused.json]).toEqual([500, { error: "deprovision is still under way; ask again" }]);
	} finally {
		berth.host.startDaemon();
	}
	expect((await told(uuid, 1)).body).toEqual({ lease_uuid: uuid, status: "deprovisioned", backend: "docker-1" });
	expect((await wire.post("/deprovision", { lease_uuid: uuid })).status).toBe(200);
	expect((await wire.get(`/provisions/${uuid}`)).status).toBe(404);
	expect(toldSoFar(uuid)).toBe(2);
});

/** Asks for a close and goes away before there is an answer. */
function hangUp(port: number, body: string): Promise<void> {
	// Another second than that of who asks again at once.
	const signature = sign(SECRET, { method: "POST", target: "/deprovision", body }, Math.floor(Date.now() / 1_000) - 100);
	return new Promise((resolve, reject) => {
		const socket = connect(port, "127.0.0.1");
		socket.on("error", reject);
		socket.on("close", () => resolve());
		const head = `POST /deprovision HTTP/1.1\r\nhost: here\r\nx-fred-signature: ${signature}\r\ncontent-length: ${body.length}\r\n\r\n`;
		socket.write(head + body, () => socket.destroySoon());
	});
}
