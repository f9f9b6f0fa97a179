import { berthErrorOf } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BerthServer, createBerthServer } from "../support/berth-server.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages, type FixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { twoItems, twoServices, untilState } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";

const host = createDockerHost();
const stack = new AsyncDisposableStack();
let images: FixtureImages;
let database: TestDatabase;
let server: BerthServer;
let client: Awaited<ReturnType<BerthServer["signIn"]>>["client"];

beforeAll(async () => {
	images = await ensureFixtureImages();
	database = stack.use(await createTestDatabase());
	stack.defer(() => host.sweep(database.database.installationId));
	server = stack.use(await createBerthServer({ databaseUrl: database.url }));
	await server.start();
	({ client } = await server.signIn("acme"));
});
afterAll(() => stack.disposeAsync());

const single = (name: string, image: string) =>
	client.lease.provision.mutate({ name, items: [{ sku: "micro" }], manifest: { image, init: true, stop_grace_period: "1s" } });
const close = async (leaseId: string) => {
	await client.lease.close.mutate({ leaseId });
	await untilState(client, leaseId, ["closed"]);
};
const ownContainers = async (leaseId: string) =>
	(await host.leftovers(database.database.installationId)).containers.filter((container) => container.leaseId === leaseId);

test("of two restarts at once the second joins the first, and what comes meanwhile is told the state that forbids it", async () => {
	const { leaseId } = await single("twice", images.sleeper);
	await untilState(client, leaseId, ["ready"]);
	const restarts = await Promise.all([client.lease.restart.mutate({ leaseId }), client.lease.restart.mutate({ leaseId })]);
	expect(restarts.map(({ joined }) => joined).toSorted((a, b) => Number(a) - Number(b))).toEqual([false, true]);
	expect(restarts[0]?.operationId).toBe(restarts[1]?.operationId);
	const refused = await client.lease.stop.mutate({ leaseId }).catch(berthErrorOf);
	expect(refused).toMatchObject({ code: "INVALID_STATE", data: { state: "restarting" } });
	await untilState(client, leaseId, ["ready"]);
	expect(await ownContainers(leaseId)).toHaveLength(1);
	await close(leaseId);
});

test("a close that arrives while provisioning leaves no container and ends the provision as superseded", async () => {
	const { leaseId, operationId } = await client.lease.provision.mutate({ name: "brief", items: twoItems, manifest: twoServices(images) });
	await close(leaseId);
	const { operations } = await client.operation.list.query({ leaseId });
	expect(operations.map(({ kind, state }) => [kind, state])).toEqual([
		["close", "succeeded"],
		["provision", "superseded"],
	]);
	expect(operations.find(({ id }) => id === operationId)?.reason).toBe("Superseded");
	expect(await ownContainers(leaseId)).toEqual([]);
});

test("a container that is killed from outside makes its lease fail, with the exit code and the last lines told", async () => {
	const { leaseId } = await single("victim", images.chatty);
	await untilState(client, leaseId, ["ready"]);
	const [container] = await ownContainers(leaseId);
	await host.docker.getContainer(container?.id ?? "").kill();
	const failed = await untilState(client, leaseId, ["failed"]);
	expect(failed).toMatchObject({ reason: "ContainerExited", instances: [{ state: "exited", exitCode: 137 }] });
	expect(failed.diagnostics[0]).toMatchObject({ exitCode: 137, reason: "ContainerExited" });
	expect(failed.diagnostics[0]?.logTail).toContain("out 40");
	await close(leaseId);
});

test("a container that is removed from outside is noticed", async () => {
	const { leaseId } = await single("gone", images.sleeper);
	await untilState(client, leaseId, ["ready"]);
	const [container] = await ownContainers(leaseId);
	await host.docker.getContainer(container?.id ?? "").remove({ force: true });
	const failed = await untilState(client, leaseId, ["failed"]);
	expect(["InstanceMissing", "ContainerExited"]).toContain(failed.reason);
	await close(leaseId);
});

test("a process that ends while it is awaited makes the provision fail with its own last lines", async () => {
	const { leaseId } = await single("exits", images.exiter);
	const failed = await untilState(client, leaseId, ["failed", "ready"]);
	expect(failed).toMatchObject({
		state: "failed",
		reason: "ContainerExited",
		operation: { state: "failed" },
		release: { status: "failed" },
	});
	expect(failed.diagnostics[0]).toMatchObject({ exitCode: 3 });
	expect(failed.diagnostics[0]?.logTail).toEqual(expect.arrayContaining(["about to exit", "it failed"]));
	await close(leaseId);
});

test("twenty leases at once all come up, and all go", async () => {
	const accepted = await Promise.all(Array.from({ length: 20 }, (_, at) => single(`many-${at}`, images.sleeper)));
	await Promise.all(accepted.map(({ leaseId }) => untilState(client, leaseId, ["ready"], 120_000)));
	expect(await brokenInvariants(database.url, host)).toEqual([]);
	await Promise.all(accepted.map(({ leaseId }) => close(leaseId)));
	expect(await brokenInvariants(database.url, host)).toEqual([]);
	await waitUntil(async () => (await host.leftovers(database.database.installationId)).networks.length === 0, {
		timeoutMs: 30_000,
		what: "the tenant's network to go with its last lease",
	});
});
