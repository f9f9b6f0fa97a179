import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BerthClient } from "@berth/client";
import { beforeAll, describe, expect, test } from "vitest";
import { type BerthServer, createBerthServer } from "../support/berth-server.ts";
import { countDeep, isDeep } from "../support/deep.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { type DaemonCall, type DockerProxy, startDockerProxy } from "../support/docker-proxy.ts";
import { createDraw, drawnWith } from "../support/draw.ts";
import { ensureFixtureImages, type FixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants, isReader } from "../support/invariants.ts";
import { toldSum, writeAndTell } from "../support/kept-data.ts";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { twoServices } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";
import { openScratch } from "../volumes/scratch.ts";

// Every change a command makes on the daemon is a boundary: the process is killed when the change is asked for and not yet made, and
// when it is made and the process has not heard of it. Each command has its own server, database and proxy.

interface Scene extends AsyncDisposable {
	readonly database: TestDatabase;
	readonly proxy: DockerProxy;
	readonly server: BerthServer;
	readonly client: BerthClient;
	/** Of the volumes, which are real ones. */
	readonly root: string;
}

let images: FixtureImages;
beforeAll(async () => {
	images = await ensureFixtureImages();
	if (!isDeep) console.info(`kills are drawn with ${drawnWith}`);
});
const host = createDockerHost();

const PATIENCE_MS = 90_000;
const MINUTE = 60_000;
/** No command makes as many changes on the daemon; one that does, does not end. */
const CHANGES_MAX = 40;
/** The gate kills so many times in each command, at changes that are drawn anew in each run: of those that are whole tables of steps, more. */
const QUICK = { few: 2, many: 4 };
/** Until a command has told how many changes it makes. */
const CHANGES_LIKELY = 8;

async function createScene(): Promise<Scene> {
	await using undo = new AsyncDisposableStack();
	const scratch = undo.use(await openScratch());
	const database = undo.use(await createTestDatabase());
	const { catalog } = database.database.stores;
	const size = { cpuMillis: 100, memoryBytes: 2 ** 25, pidsMax: 64, position: 9, enabled: true };
	await catalog.putSku({ ...size, name: "bare", diskBytes: 0 });
	await catalog.putSku({ ...size, name: "keeping", diskBytes: 2 ** 24 });
	undo.defer(() => host.sweep(database.database.installationId));
	const proxy = undo.use(await startDockerProxy());
	const root = join(scratch.path, "volumes");
	// Long, so that a slow machine costs nobody the claim; that of a process which was killed is ended by hand.
	const env = { VOLUME_ROOT: root, VOLUME_DRIVER: "loop", SWEEP_INTERVAL: "500ms", NODE_CLAIM_TIME: "30s" };
	const server = undo.use(await createBerthServer({ databaseUrl: database.url, dockerSocket: proxy.socketPath, env }));
	await server.start();
	const { client } = await server.signIn("acme");
	const stack = undo.move();
	return { database, proxy, server, client, root, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

type Moment = "asked" | "done";

/** Kills the server at the n-th change from now on. */
function strikeAt(
	{ proxy, server }: Scene,
	nth: number,
	moment: Moment,
): { readonly struck: () => boolean; readonly changes: () => number } {
	let changes = 0;
	let struck = false;
	const hit = (call: DaemonCall) => {
		if (!call.mutates || struck || ++changes !== nth) return false;
		struck = true;
		server.strike();
		return true;
	};
	proxy.use(
		moment === "asked" ? { before: (call) => (hit(call) ? "drop" : "forward") } : { after: (call) => (hit(call) ? "drop" : "answer") },
	);
	return { struck: () => struck, changes: () => changes };
}

const items = [
	{ service: "store", sku: "keeping" },
	{ service: "web", sku: "bare" },
];
/** `store` fills its volume once and always tells the sum of what is there; `web` stands behind it and keeps nothing. */
function manifest(changed: Partial<Record<"store" | "web", number>> = {}) {
	const { store, web } = twoServices(images).services;
	return {
		services: {
			store: { ...store, image: images.keeper, command: ["sh", "-c", writeAndTell], env: { N: String(changed.store ?? 0) } },
			web: { ...web, env: { N: String(changed.web ?? 0) } },
		},
	};
}

type Resting = "ready" | "stopped" | "closed";

interface Ask {
	readonly leaseId: string;
	/** Counts the times a scene's command is asked for. */
	readonly nth: number;
	readonly idempotencyKey: string;
	readonly callbackUrl: string;
	/** What the lease left, where it is closed. */
	readonly retentionId: string;
}

interface Command {
	readonly name: string;
	/** Where it finds its lease; null: it makes one. */
	readonly from: Resting | null;
	readonly ends: Resting;
	/** Struck more often in each gate. */
	readonly often?: true;
	readonly ask: (scene: Scene, ask: Ask) => Promise<{ readonly leaseId: string; readonly operationId: string }>;
}

const nowhere = "http://127.0.0.1:9/never";
const plain = ({ leaseId, idempotencyKey, callbackUrl }: Ask) => ({ leaseId, idempotencyKey, callbackUrl });
const provision: Command["ask"] = ({ client }, { nth, idempotencyKey, callbackUrl }) =>
	client.lease.provision.mutate({ name: `lease-${nth}`, items, manifest: manifest(), idempotencyKey, callbackUrl });

const commands: readonly Command[] = [
	{ name: "provision", from: null, ends: "ready", often: true, ask: provision },
	{ name: "restart", from: "ready", ends: "ready", often: true, ask: ({ client }, ask) => client.lease.restart.mutate(plain(ask)) },
	{
		name: "update",
		from: "ready",
		ends: "ready",
		ask: ({ client }, ask) => client.lease.update.mutate({ ...plain(ask), manifest: manifest({ web: ask.nth }) }),
	},
	{
		name: "update of what keeps data",
		from: "ready",
		ends: "ready",
		ask: ({ client }, ask) => client.lease.update.mutate({ ...plain(ask), manifest: manifest({ store: ask.nth }) }),
	},
	{ name: "stop", from: "ready", ends: "stopped", ask: ({ client }, ask) => client.lease.stop.mutate(plain(ask)) },
	{ name: "start", from: "stopped", ends: "ready", ask: ({ client }, ask) => client.lease.start.mutate(plain(ask)) },
	{ name: "close", from: "ready", ends: "closed", often: true, ask: ({ client }, ask) => client.lease.close.mutate(plain(ask)) },
	{ name: "reopen", from: "closed", ends: "ready", ask: ({ client }, ask) => client.lease.reopen.mutate(plain(ask)) },
	{
		name: "restore",
		from: "closed",
		ends: "ready",
		ask: ({ client }, { nth, retentionId, idempotencyKey, callbackUrl }) =>
			client.retention.restore.mutate({ retentionId, idempotencyKey, callbackUrl, name: `restored-${nth}` }),
	},
];

/** Calls that fail meanwhile, as they do while the server is down, are made again. */
const endOf = ({ client }: Scene, { leaseId, operationId }: { readonly leaseId: string; readonly operationId: string }) =>
	waitUntil(
		async () => {
			const { operations } = await client.operation.list.query({ leaseId });
			const operation = operations.find(({ id }) => id === operationId);
			return operation?.finishedAt ? { state: operation.state, reason: operation.reason } : null;
		},
		{ timeoutMs: PATIENCE_MS, what: `operation ${operationId} to end` },
	);
const succeeded = { state: "succeeded", reason: null };

/** Brings a lease to where a command may begin, or makes one there. */
async function bring(scene: Scene, lease: { readonly id: string | null; readonly at: Resting }, to: Resting): Promise<string> {
	const { client } = scene;
	const does = async (asked: ReturnType<Command["ask"]>) => {
		const accepted = await asked;
		expect(await endOf(scene, accepted)).toEqual(succeeded);
		return accepted.leaseId;
	};
	const id =
		lease.id ??
		(await does(provision(scene, { leaseId: "", retentionId: "", nth: 0, idempotencyKey: randomUUID(), callbackUrl: nowhere })));
	const at = lease.id === null ? "ready" : lease.at;
	if (at === to) return id;
	if (at === "closed") await does(client.lease.reopen.mutate({ leaseId: id }));
	if (at === "stopped") await does(client.lease.start.mutate({ leaseId: id }));
	if (to === "closed") await does(client.lease.close.mutate({ leaseId: id }));
	if (to === "stopped") await does(client.lease.stop.mutate({ leaseId: id }));
	return id;
}

/** What the lease's store says that the sum of its data is. */
async function sumOf({ database }: Scene, leaseId: string): Promise<string> {
	const { containers } = await host.leftovers(database.database.installationId);
	const store = containers.find((one) => one.leaseId === leaseId && one.state === "running" && one.name.includes("-store-0-"));
	return waitUntil(
		async () => {
			return toldSum((await host.docker.getContainer(store?.id ?? "").logs({ stdout: true, tail: 1 })).toString());
		},
		{ timeoutMs: PATIENCE_MS, what: "the store to tell the sum of its data" },
	);
}

/** Asks for the command and kills the server at its n-th change. Returns whether it made as many; whatever came of it has been put to the proof. */
async function killedAt(scene: Scene, command: Command, ask: Ask, change: number, moment: Moment) {
	const { server, proxy, database } = scene;
	const about = `${command.name} killed when change ${change} was ${moment}, drawn with ${drawnWith}`;
	const strike = strikeAt(scene, change, moment);
	// The answer may be lost with the server: it was committed all the same, or never was. Asked again with its key it is the same.
	let accepted = await command.ask(scene, ask).catch((error: unknown) => {
		if (!strike.struck()) throw error;
		return null;
	});
	if (accepted !== null) {
		const { leaseId, operationId } = accepted;
		await waitUntil(
			async () =>
				strike.struck() ||
				(await scene.client.operation.list.query({ leaseId })).operations.some((one) => one.id === operationId && one.finishedAt),
			{ timeoutMs: PATIENCE_MS, what: `${command.name} to end or to be struck` },
		);
	}
	if (strike.struck()) await server.ended();
	proxy.use({});
	if (strike.struck()) {
		await withClient(database.url, (db) => db.query("update node set claimed_until = now() - interval '1 s' where claimed_by is not null"));
		await server.start();
	}
	accepted ??= await command.ask(scene, ask);
	expect(await endOf(scene, accepted), about).toEqual(succeeded);
	const { state } = await scene.client.lease.get.query({ leaseId: accepted.leaseId });
	expect({ state, broken: await brokenInvariants(database.url, host) }, about).toEqual({ state: command.ends, broken: [] });
	return { leaseId: accepted.leaseId, struck: strike.struck(), changes: strike.changes() };
}

type Blow = readonly [change: number, moment: Moment];

/** Where to strike: at every change both when it is asked for and when it is done. */
function* everyBlow(): Generator<Blow> {
	for (let nth = 1; nth <= CHANGES_MAX; nth += 1) {
		yield [nth, "asked"];
		yield [nth, "done"];
	}
}

/** A few of them, none twice, where `made` says how many changes there are. */
function* fewBlows(name: string, made: () => number | null): Generator<Blow> {
	const draw = createDraw(name);
	const struck = new Set<string>();
	for (let tries = 0; tries < CHANGES_MAX * 2; tries++) {
		const blow: Blow = [1 + draw(made() ?? CHANGES_LIKELY), draw(2) === 0 ? "asked" : "done"];
		if (struck.has(blow.join(" "))) continue;
		struck.add(blow.join(" "));
		yield blow;
	}
}

/** Gives up all there is. Nothing may be left of it. */
async function leaveNothing({ client, database, root }: Scene, leaseIds: readonly string[]): Promise<void> {
	for (const leaseId of leaseIds) {
		const { state, retention } = await client.lease.get.query({ leaseId });
		if (state !== "closed") {
			const { bytes } = await client.lease.planClose.query({ leaseId });
			await client.lease.close.mutate({ leaseId, data: "destroy", confirmBytes: bytes });
		} else if (retention !== null) await client.retention.relinquish.mutate({ retentionId: retention.id });
	}
	const rows = () =>
		withClient(database.url, async (db) => {
			const { rows: left } = await db.query(
				"select (select count(*)::int from volume) + (select count(*)::int from retention) + (select count(*)::int from lease where state <> 'closed') as n",
			);
			return left[0]?.n === 0;
		});
	await waitUntil(rows, { timeoutMs: PATIENCE_MS, what: "every lease and its data to be given up" });
	expect(await brokenInvariants(database.url, host)).toEqual([]);
	const { containers, networks } = await host.leftovers(database.database.installationId);
	expect({ containers: containers.filter((one) => !isReader(one)), networks }).toEqual({ containers: [], networks: [] });
	expect((await readdir(join(root, ".images"))).concat((await readdir(root)).filter((name) => !name.startsWith(".")))).toEqual([]);
}

describe("a server that is killed at a change on the daemon", () => {
	test.each(commands.map((command) => ({ name: command.name, command })))(
		"goes on with $name after a start, keeps its data, and leaves nothing half-made",
		{ timeout: 20 * MINUTE },
		async ({ command }) => {
			await using scene = await createScene();
			const leaseIds = new Set<string>();
			let lease: { readonly id: string | null; readonly at: Resting } = { id: null, at: "ready" };
			let sum: string | null = null;
			let nth = 0;
			let strikes = 0;
			let changes: number | null = null;
			let isWhole = false;
			const enough = command.often === true ? QUICK.many : QUICK.few;
			const prove = async (leaseId: string) => {
				const seen = await sumOf(scene, leaseId);
				sum ??= seen;
				expect(seen).toBe(sum);
			};
			for (const [change, moment] of isDeep ? everyBlow() : fewBlows(command.name, () => changes)) {
				nth += 1;
				let leaseId = "";
				let retentionId = "";
				if (command.from !== null) {
					if (sum === null) {
						lease = { id: await bring(scene, lease, "ready"), at: "ready" };
						await prove(lease.id ?? "");
					}
					leaseId = await bring(scene, lease, command.from);
					leaseIds.add(leaseId);
					if (command.from === "ready") await prove(leaseId);
					if (command.from === "closed") retentionId = (await scene.client.lease.get.query({ leaseId })).retention?.id ?? "";
				}
				const ask = { leaseId, retentionId, nth, idempotencyKey: randomUUID(), callbackUrl: nowhere };
				const done = await killedAt(scene, command, ask, change, moment);
				leaseIds.add(done.leaseId);
				lease = { id: done.leaseId, at: command.ends };
				if (command.ends === "ready" && command.from !== null) await prove(done.leaseId);
				if (done.struck) strikes += 1;
				else changes = done.changes;
				isWhole = isDeep ? !done.struck : strikes === enough;
				if (isWhole) break;
			}
			await countDeep("crash points", strikes);
			// Where a command makes fewer changes than would be enough, all of them were struck.
			expect({ strikes, isBounded: isWhole || changes !== null }).toEqual({ strikes: expect.any(Number), isBounded: true });
			expect(strikes).toBeGreaterThan(0);
			if (lease.at !== "ready" && sum !== null) await prove(await bring(scene, lease, "ready"));
			await leaveNothing(scene, [...leaseIds]);
		},
	);
});
