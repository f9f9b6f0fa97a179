import type { BerthClient } from "@berth/client";
import { beforeAll, describe, expect, test } from "vitest";
import { type BerthServer, createBerthServer } from "../support/berth-server.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { type DaemonCall, type DockerProxy, startDockerProxy } from "../support/docker-proxy.ts";
import { ensureFixtureImages, type FixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { askUntilState, twoItems, twoServices, untilState } from "../support/stack.ts";

// Every change a command makes on the host is a boundary: the process is killed when the change is asked for and not yet made, and
// when it is made and the process has not heard of it. Each command has its own server, database and proxy.

interface Scene extends AsyncDisposable {
	readonly database: TestDatabase;
	readonly proxy: DockerProxy;
	readonly server: BerthServer;
	readonly client: BerthClient;
}

let images: FixtureImages;
beforeAll(async () => {
	images = await ensureFixtureImages();
});
const host = createDockerHost();

async function createScene(): Promise<Scene> {
	const stack = new AsyncDisposableStack();
	const database = stack.use(await createTestDatabase());
	stack.defer(() => host.sweep(database.database.installationId));
	const proxy = stack.use(await startDockerProxy());
	const server = stack.use(await createBerthServer({ databaseUrl: database.url, dockerSocket: proxy.socketPath }));
	await server.start();
	const { client } = await server.signIn("acme");
	return { database, proxy, server, client, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

type Moment = "asked" | "done";

/** Kills the server at the n-th change; resolves when it has been struck, or with false when the command ends before. */
function strikeAt({ proxy, server }: Scene, n: number, moment: Moment): { readonly struck: () => boolean } {
	let changes = 0;
	let struck = false;
	const hit = (call: DaemonCall) => {
		if (!call.mutates || struck || ++changes !== n) return false;
		struck = true;
		server.strike();
		return true;
	};
	proxy.use(
		moment === "asked" ? { before: (call) => (hit(call) ? "drop" : "forward") } : { after: (call) => (hit(call) ? "drop" : "answer") },
	);
	return { struck: () => struck };
}

const provision = async ({ client }: Scene, name: string) =>
	(await client.lease.provision.mutate({ name, items: twoItems, manifest: twoServices(images), callbackUrl: "http://127.0.0.1:9/never" }))
		.leaseId;

interface Command {
	readonly name: string;
	/** Brings the lease to where the command may begin. */
	prepare(scene: Scene, name: string): Promise<string>;
	run(scene: Scene, leaseId: string, name: string): Promise<string>;
	readonly end: "ready" | "closed";
}

const commands: readonly Command[] = [
	{ name: "provision", prepare: async () => "", run: (scene, _, name) => provision(scene, name), end: "ready" },
	{
		name: "restart",
		prepare: async (scene, name) => {
			const leaseId = await provision(scene, name);
			await untilState(scene.client, leaseId, ["ready"]);
			return leaseId;
		},
		run: async ({ client }, leaseId) => (await client.lease.restart.mutate({ leaseId })).leaseId,
		end: "ready",
	},
	{
		name: "close",
		prepare: async (scene, name) => {
			const leaseId = await provision(scene, name);
			await untilState(scene.client, leaseId, ["ready"]);
			return leaseId;
		},
		run: async ({ client }, leaseId) => (await client.lease.close.mutate({ leaseId })).leaseId,
		end: "closed",
	},
];

describe.each(commands)("a server killed during $name", (command) => {
	test.each<Moment>(["asked", "done"])(
		"when a change is %s goes on after a start, and leaves nothing half-made",
		{ timeout: 300_000 },
		async (moment) => {
			await using scene = await createScene();
			const { client, server, proxy, database } = scene;
			for (let n = 1, more = true; more; n++) {
				const name = `${command.name}-${n}`;
				const prepared = await command.prepare(scene, name);
				const strike = strikeAt(scene, n, moment);
				// The answer to the command itself may be lost with the server: it was committed all the same, or never was.
				const leaseId = await command.run(scene, prepared, name);
				more = await Promise.race([
					server.ended().then(() => true),
					untilState(client, leaseId, [command.end]).then(
						() => strike.struck(),
						() => true,
					),
				]);
				proxy.use({});
				if (more) await server.start();
				await askUntilState(client, leaseId, [command.end]);
				if (command.end !== "closed") {
					expect(await brokenInvariants(database.url, host), `after change ${n}`).toEqual([]);
					await client.lease.close.mutate({ leaseId });
					await askUntilState(client, leaseId, ["closed"]);
				}
				expect(await brokenInvariants(database.url, host), `after change ${n}`).toEqual([]);
				expect(n, "a command makes a bounded number of changes").toBeLessThan(40);
			}
			expect((await host.leftovers(database.database.installationId)).containers).toEqual([]);
		},
	);
});
