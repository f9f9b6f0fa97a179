import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BerthClient } from "@berth/client";
import type { LeaseState } from "@berth/core";
import { expect, test } from "vitest";
import { startPostgres } from "../../scripts/lib/postgres/start-postgres.ts";
import { createBerthServer } from "../support/berth-server.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { createOwnDockerd } from "../support/own-dockerd.ts";
import { createTestDatabase, withClient } from "../support/postgres.ts";
import { askUntilState, untilState } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";

/** How long after its recovery an outage's outcome may take to reach a subscriber. */
const TOLD_MS = 1_000;

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
	expect((await subscriber.when("failed")) - backMs).toBeLessThan(TOLD_MS);
	await untilState(client, during.leaseId, ["ready"]);
	subscriber.end();

	// An orderly stop ends the containers too; the daemon may still tell of it, or be found to have done it.
	const other = follow(client, during.leaseId);
	await daemon.stop();
	await daemon.start();
	const againMs = performance.now();
	expect((await other.when("failed")) - againMs).toBeLessThan(TOLD_MS);
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
	const { leaseId } = await client.lease.provision.mutate({ name: "victim", items: [{ sku: "micro" }], manifest });
	await untilState(client, leaseId, ["ready"]);
	const subscriber = follow(client, leaseId);
	const working = await client.lease.provision.mutate({ name: "working", items: [{ sku: "micro" }], manifest });

	const { port } = postgres;
	await postgres.stop();
	await expect(client.lease.get.query({ leaseId })).rejects.toMatchObject({ data: { code: "DATABASE_UNAVAILABLE" } });
	// It dies while nobody can write it down.
	const [container] = (await host.leftovers(installation)).containers.filter((one) => one.leaseId === leaseId);
	await host.docker.getContainer(container?.id ?? "").kill();
	postgres = await startPostgres({ folder, durable: false, port });
	const backMs = performance.now();

	expect((await subscriber.when("failed")) - backMs).toBeLessThan(TOLD_MS);
	await askUntilState(client, working.leaseId, ["ready"]);
	await client.lease.close.mutate({ leaseId });
	await client.lease.close.mutate({ leaseId: working.leaseId });
	await untilState(client, leaseId, ["closed"]);
	await untilState(client, working.leaseId, ["closed"]);
	subscriber.end();
	expect(await brokenInvariants(postgres.url, host)).toEqual([]);
});
