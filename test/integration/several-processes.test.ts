import { berthErrorOf } from "@berth/client";
import type { LeaseState } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BerthServer, createBerthServer } from "../support/berth-server.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { type DaemonCall, type DockerProxy, startDockerProxy } from "../support/docker-proxy.ts";
import { ensureFixtureImages, type FixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants, isReader } from "../support/invariants.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { twoServices, untilState } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";

// Two apis and two agents on one database and one daemon; each process sees the daemon through a proxy of its own, which tells what
// it changed there.

interface Process {
	readonly name: string;
	readonly server: BerthServer;
	readonly proxy: DockerProxy;
}
type Client = Awaited<ReturnType<BerthServer["signIn"]>>["client"];

/** What an api has on a host without a daemon. */
const elsewhere = { NODE_NAME: "elsewhere", DOCKER_HOST: "unix:///nowhere/docker.sock" };

/** For a loaded machine. */
const PATIENCE_MS = 120_000;

const host = createDockerHost();
const stack = new AsyncDisposableStack();
let images: FixtureImages;
let database: TestDatabase;
let apis: readonly [Process, Process];
let agents: readonly [Process, Process];
let clients: readonly [Client, Client];

async function create(role: "api" | "agent", name: string, more: Readonly<Record<string, string>> = {}): Promise<Process> {
	const proxy = stack.use(await startDockerProxy());
	const env = { ROLE: role, NODE_CLAIM_TIME: "10s", ...more };
	const server = stack.use(await createBerthServer({ databaseUrl: database.url, dockerSocket: proxy.socketPath, env }));
	await server.start();
	return { name, server, proxy };
}

beforeAll(async () => {
	images = await ensureFixtureImages();
	database = stack.use(await createTestDatabase());
	stack.defer(() => host.sweep(database.database.installationId));
	// Without a disk: nothing here is about data.
	const size = { name: "bare", cpuMillis: 100, memoryBytes: 2 ** 26, diskBytes: 0, pidsMax: 64, position: 9, enabled: true };
	await database.database.stores.catalog.putSku(size);
	apis = [await create("api", "first api"), await create("api", "second api", elsewhere)];
	agents = [await create("agent", "first agent"), await create("agent", "second agent")];
	clients = [(await apis[0].server.signIn("acme")).client, (await apis[1].server.signIn("acme")).client];
	await activeAgent();
});
afterAll(() => stack.disposeAsync());

interface Readiness {
	readonly ok: boolean;
	readonly checks: readonly { readonly check: string; readonly seen: { readonly waiting?: boolean } }[];
}

/** Whether the agent holds the node, waits for it, or neither. */
async function placeOf({ server }: Process): Promise<"holds" | "waits" | null> {
	const { ok, checks } = (await (await fetch(`${server.url}/readyz`, { signal: AbortSignal.timeout(5_000) })).json()) as Readiness;
	const node = checks.find(({ check }) => check === "node");
	return !ok || node === undefined ? null : node.seen.waiting ? "waits" : "holds";
}

/** The agent that holds the node and the one that waits, as soon as they say so. */
const activeAgent = () =>
	waitUntil(
		async () => {
			const [a, b] = await Promise.all(agents.map(placeOf));
			if (a === "holds" && b === "waits") return { active: agents[0], waiting: agents[1] };
			return a === "waits" && b === "holds" ? { active: agents[1], waiting: agents[0] } : null;
		},
		{ timeoutMs: PATIENCE_MS, what: "one agent to hold the node and the other to wait" },
	);

const settles = (leaseId: string, api: 0 | 1, state: LeaseState) => untilState(clients[api], leaseId, [state], PATIENCE_MS);

const items = ["store", "web"].map((service) => ({ service, sku: "bare" }));
const provision = async (client: Client, name: string) =>
	(await client.lease.provision.mutate({ name, items, manifest: twoServices(images), callbackUrl: "http://127.0.0.1:9/never" })).leaseId;

/** A container in which an image is read: it is of no lease, never runs, and whoever made it removes it. */
const isOfReader = ({ path, query }: DaemonCall) => `${path}${query}`.includes("berth-files-");

/** What a process has changed on the host, from its `from`-th call on. */
const changesOf = ({ proxy }: Process, from = 0) =>
	proxy.calls.slice(from).flatMap((call) => (call.mutates && !isOfReader(call) ? [`${call.method} ${call.path}`] : []));

/** Acts upon the n-th change that a process asks for, when the daemon has made it and the process has not heard of it. */
function atChange({ proxy }: Process, n: number, act: () => void): { readonly reached: Promise<void> } {
	const reached = Promise.withResolvers<void>();
	let changes = 0;
	proxy.use({
		after(call: DaemonCall) {
			if (!call.mutates || isOfReader(call) || ++changes !== n) return "answer";
			act();
			reached.resolve();
			return "drop";
		},
	});
	return { reached: reached.promise };
}

const firstLine = (client: Client, leaseId: string) =>
	new Promise<string>((resolve, reject) => {
		const logs = client.lease.logs.subscribe(
			{ leaseId, tail: 100, follow: true },
			{
				onData({ data }) {
					const line = data.messages.find(({ kind }) => kind === "line");
					if (line?.kind !== "line") return;
					logs.unsubscribe();
					resolve(line.text);
				},
				onError: (error) => reject(berthErrorOf(error)),
			},
		);
	});

async function closeAll(leaseIds: readonly string[]): Promise<void> {
	for (const leaseId of leaseIds) await clients[0].lease.close.mutate({ leaseId });
	for (const leaseId of leaseIds) await settles(leaseId, 1, "closed");
	expect(await brokenInvariants(database.url, host)).toEqual([]);
	const { containers, networks } = await host.leftovers(database.database.installationId);
	expect({ containers: containers.filter((one) => !isReader(one)), networks }).toEqual({ containers: [], networks: [] });
}

test("an address that guesses passwords has its few tries once, however many processes it asks", async () => {
	const guess = async ({ server }: Process, nth: number) => {
		const answer = await fetch(`${server.url}/api/auth/sign-in/email`, {
			method: "POST",
			headers: { "content-type": "application/json", origin: server.url },
			body: JSON.stringify({ email: `nobody-${nth}@example.org`, password: "not the password" }),
		});
		return answer.status;
	};
	const [first, second] = apis;
	const told: number[] = [];
	for (let nth = 0; nth < 10; nth += 1) told.push(await guess(nth % 2 === 0 ? first : second, nth));
	expect(told).toEqual(Array.from({ length: 10 }, () => 401));
	expect([await guess(first, 10), await guess(second, 11)]).toEqual([429, 429]);
});

test("commands through any api reach the one agent that holds the node, and nobody else touches a container", {
	timeout: 300_000,
}, async () => {
	const { active, waiting } = await activeAgent();
	const leaseId = await provision(clients[0], "through-the-first");
	await settles(leaseId, 1, "ready");
	await clients[1].lease.stop.mutate({ leaseId });
	await settles(leaseId, 0, "stopped");
	const talker = await clients[1].lease.provision.mutate({
		name: "through-the-second",
		items: [{ sku: "bare" }],
		manifest: { image: images.chatty, init: true },
	});
	await settles(talker.leaseId, 0, "ready");
	expect(await firstLine(clients[0], talker.leaseId)).toMatch(/^(out|err) /);
	const admin = await apis[1].server.signIn();
	const { actors } = await admin.client.admin.actors.list.query();
	expect(new Map(actors.map((row) => [row.leaseId, row.state]))).toEqual(
		new Map([
			[leaseId, "stopped"],
			[talker.leaseId, "ready"],
		]),
	);
	await closeAll([leaseId, talker.leaseId]);
	expect(changesOf(active).filter((change) => change === "POST /containers/create")).toHaveLength(3);
	expect([...apis, waiting].flatMap((process) => changesOf(process))).toEqual([]);
	expect((await fetch(`${active.server.url}/trpc/me.get`)).status).toBe(404);
	const figures = async (agent: Process) => (await fetch(`${agent.server.url}/metrics`)).text();
	expect(await figures(active)).toContain("lease_claims_taken_total 1");
	expect(await figures(waiting)).toContain("lease_claims_taken_total 0");
});

test("an agent that is killed in the middle of work is followed by the other, which ends that work", { timeout: 300_000 }, async () => {
	const { active, waiting } = await activeAgent();
	const { reached } = atChange(active, 3, () => active.server.strike());
	const leaseId = await provision(clients[0], "orphaned");
	await reached;
	await active.server.ended();
	active.proxy.use({});
	await settles(leaseId, 1, "ready");
	expect(changesOf(waiting).length).toBeGreaterThan(0);
	expect(await brokenInvariants(database.url, host)).toEqual([]);
	await active.server.start();
	expect((await activeAgent()).active).toBe(waiting);
	await closeAll([leaseId]);
});

test("an agent that hangs and comes back finds its node another's, and disturbs nothing", { timeout: 300_000 }, async () => {
	const { active, waiting } = await activeAgent();
	const { reached } = atChange(active, 3, () => active.server.freeze());
	const leaseId = await provision(clients[1], "frozen");
	await reached;
	active.proxy.use({});
	await settles(leaseId, 0, "ready");
	const from = active.proxy.calls.length;
	active.server.thaw();
	expect((await activeAgent()).active).toBe(waiting);
	expect(changesOf(active, from)).toEqual([]);
	expect(await brokenInvariants(database.url, host)).toEqual([]);
	await closeAll([leaseId]);
});

test("an agent that is stopped in order hands its node over at once, however long its claim would have lasted", {
	timeout: 300_000,
}, async () => {
	const leaseId = await provision(clients[0], "handed-over");
	await settles(leaseId, 0, "ready");
	await Promise.all(agents.map(({ server }) => server.stop()));
	const lasting = await create("agent", "lasting agent", { NODE_CLAIM_TIME: "1h" });
	await waitUntil(async () => (await placeOf(lasting)) === "holds", { timeoutMs: PATIENCE_MS, what: "the lasting agent to take over" });
	const [next] = agents;
	await next.server.start();
	await waitUntil(async () => (await placeOf(next)) === "waits", { timeoutMs: PATIENCE_MS, what: "the next agent to wait" });
	await lasting.server.stop();
	await waitUntil(async () => (await placeOf(next)) === "holds", { timeoutMs: PATIENCE_MS, what: "the next agent to take over" });
	await clients[1].lease.restart.mutate({ leaseId });
	await settles(leaseId, 0, "ready");
	expect(await brokenInvariants(database.url, host)).toEqual([]);
	await closeAll([leaseId]);
});
