import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BerthClient } from "@berth/client";
import type { LeaseState } from "@berth/core";
import { expect, test } from "vitest";
import { startPostgres } from "../../scripts/lib/postgres/start-postgres.ts";
import { createBerthServer } from "../support/berth-server.ts";
import { createDockerHost, type DockerHostView } from "../support/docker-host.ts";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { createOwnDockerd } from "../support/own-dockerd.ts";
import { createTestDatabase, withClient } from "../support/postgres.ts";
import { askUntilState, untilState } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";

/** How long after its recovery an outage's outcome may take to reach a subscriber, where the machine has time for it. */
const TOLD_MS = 1_000;
/** Where it has not: how many times what a death takes that nothing stands in the way of. */
const TOLD_TIMES = 5;

/** Follows a lease all along, also through outages; resolves with the moment in which it first was told a state. */
function follow(client: BerthClient, leaseId: string) {
	const told: { readonly state: LeaseState; readonly atMs: number }[] = [];
	const subscription = client.lease.watch.subscribe(
		{ leaseId },
		{
			onData: ({ data: { lease } }) => {
				if (told.at(-1)?.state !== lease.state) told.push({ state: lease.state, atMs: performance.now() });
			},
		},
	);
	return {
		when: (state: LeaseState) =>
			waitUntil(() => told.findLast((one) => one.state === state)?.atMs, { timeoutMs: 60_000, what: `the subscriber to hear ${state}` }),
		end: () => subscription.unsubscribe(),
	};
}

/** Ends what a lease runs while all is well, to see how long that takes to be told here, and closes it. Returns how long it may take after an outage. */
async function allowedMs(client: BerthClient, host: DockerHostView, installation: string, leaseId: string): Promise<number> {
	const subscriber = follow(client, leaseId);
	const [container] = (await host.leftovers(installation)).containers.filter((one) => one.leaseId === leaseId);
	const killedMs = performance.now();
	await host.docker.getContainer(container?.id ?? "").kill();
	const tookMs = (await subscriber.when("failed")) - killedMs;
	subscriber.end();
	await client.lease.close.mutate({ leaseId });
	await untilState(client, leaseId, ["closed"]);
	return Math.max(TOLD_MS, TOLD_TIMES * tookMs);
}

test("a daemon that stops and starts again: what it ended has failed, what was asked meanwhile is done, and subscribers hear it at once", async () => {
	await using daemon = await createOwnDockerd();
	await daemon.start();
	const images = await ensureFixtureImages(daemon.socketPath);
	await using database = await createTestDatabase();
	const host = createDockerHost(daemon.socketPath);
	await using server = await createBerthServer({ databaseUrl: database.url, dockerSocket: daemon.socketPath });
	await server.start();
	const { client } = await server.signIn("acme");
	const provision = (name: string) =>
		client.lease.provision.mutate({
			name,
			items: [{ sku: "micro" }],
			manifest: { image: images.sleeper, init: true, stop_grace_period: "1s" },
		});
	const measured = await provision("measured");
	await untilState(client, measured.leaseId, ["ready"]);
	const toldMs = await allowedMs(client, host, database.database.installationId, measured.leaseId);
	const { leaseId } = await provision("before");
	await untilState(client, leaseId, ["ready"]);
	const subscriber = follow(client, leaseId);

	await daemon.kill();
	const during = await provision("during");
	// Nothing is taken for dead because it cannot be seen.
	expect((await client.lease.get.query({ leaseId })).state).toBe("ready");

	await daemon.start();
	const backMs = performance.now();
	// The containers of a killed daemon outlive it; the next one ends them.
	expect((await subscriber.when("failed")) - backMs).toBeLessThan(toldMs);
	await untilState(client, during.leaseId, ["ready"]);
	subscriber.end();

	// An orderly stop ends the containers too; the daemon may still tell of it, or be found to have done it.
	const other = follow(client, during.leaseId);
	await daemon.stop();
	await daemon.start();
	const againMs = performance.now();
	expect((await other.when("failed")) - againMs).toBeLessThan(toldMs);
	other.end();

	await client.lease.close.mutate({ leaseId });
	await client.lease.close.mutate({ leaseId: during.leaseId });
	await untilState(client, leaseId, ["closed"]);
	await untilState(client, during.leaseId, ["closed"]);
	expect(await brokenInvariants(database.url, host)).toEqual([]);
	expect(await host.leftovers(database.database.installationId)).toEqual({ containers: [], networks: [] });
});

test("a Postgres that stops and starts again: calls are refused meanwhile, nothing is lost, and subscribers hear what happened at once", async () => {
	const folder = await mkdtemp(join(tmpdir(), "berth-outage-"));
	await using cleanup = new AsyncDisposableStack();
	cleanup.defer(() => rm(folder, { recursive: true, force: true }));
	let postgres = await startPostgres({ folder, durable: false });
	cleanup.defer(() => postgres.stop());
	const images = await ensureFixtureImages();
	const host = createDockerHost();
	const server = cleanup.use(await createBerthServer({ databaseUrl: postgres.url }));
	await server.start();
	const { client } = await server.signIn("acme");
	const installation = await withClient(
		postgres.url,
		async (db) => (await db.query<{ id: string }>("select id from installation")).rows[0]?.id ?? "",
	);
	cleanup.defer(() => host.sweep(installation));
	const manifest = { image: images.sleeper, init: true, stop_grace_period: "1s" };
	const provision = (name: string) => client.lease.provision.mutate({ name, items: [{ sku: "micro" }], manifest });
	const measured = await provision("measured");
	await untilState(client, measured.leaseId, ["ready"]);
	const toldMs = await allowedMs(client, host, installation, measured.leaseId);
	const { leaseId } = await provision("victim");
	await untilState(client, leaseId, ["ready"]);
	const subscriber = follow(client, leaseId);
	const working = await provision("working");

	const { port } = postgres;
	await postgres.stop();
	await expect(client.lease.get.query({ leaseId })).rejects.toMatchObject({ data: { code: "DATABASE_UNAVAILABLE" } });
	// It dies while nobody can write it down.
	const [container] = (await host.leftovers(installation)).containers.filter((one) => one.leaseId === leaseId);
	await host.docker.getContainer(container?.id ?? "").kill();
	postgres = await startPostgres({ folder, durable: false, port });
	const backMs = performance.now();

	expect((await subscriber.when("failed")) - backMs).toBeLessThan(toldMs);
	await askUntilState(client, working.leaseId, ["ready"]);
	await client.lease.close.mutate({ leaseId });
	await client.lease.close.mutate({ leaseId: working.leaseId });
	await untilState(client, leaseId, ["closed"]);
	await untilState(client, working.leaseId, ["closed"]);
	subscriber.end();
	expect(await brokenInvariants(postgres.url, host)).toEqual([]);
});
