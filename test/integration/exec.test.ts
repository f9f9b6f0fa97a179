import { createHash, randomBytes, randomUUID } from "node:crypto";
import { request } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type RunningApi, startApi } from "@berth/api/compose";
import { loadConfig } from "@berth/api/config";
import { type BerthClient, berthErrorOf, createBerthClient, type ExecConnection, openExec } from "@berth/client";
import { decodeExecFrame, type ExecFrame, SECOND } from "@berth/core";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { takeLink } from "../api/fixture.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages, type FixtureImages } from "../support/fixture-images.ts";
import { freePort } from "../support/free-port.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { askUntilState } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";

interface Person {
	readonly client: BerthClient;
	readonly cookie: string;
}

const undo = new AsyncDisposableStack();
const host = createDockerHost();
const logged: string[] = [];
let images: FixtureImages;
let api: RunningApi;
/** Another process of the installation beside the same daemon, in which sessions end soon. */
let hasty: RunningApi;
let url: string;
let databaseUrl: string;
let ada: Person;
let leaseId: string;

beforeAll(async () => {
	images = await ensureFixtureImages();
	const database = undo.use(await createTestDatabase());
	databaseUrl = database.url;
	undo.defer(() => host.sweep(database.database.installationId));
	const env = {
		DATABASE_URL: database.url,
		AUTH_SECRET: randomBytes(32).toString("base64url"),
		ALLOWED_REGISTRIES: "localhost",
		NODE_NAME: "node-1",
		NODE_DISK: "1TiB",
		METADATA_GUARD: "off",
		WEB_URL: "",
		LOG_LEVEL: "debug",
		DRAIN_TIMEOUT: "1s",
		COMMAND_SPACING: "0s",
		EXEC_LEASE_SESSIONS_MAX: "3",
	};
	const port = await freePort();
	url = `http://localhost:${port}`;
	const overrides = { logTo: { write: (line: string) => logged.push(line) }, timings: { settleMs: 100 } };
	const start = async (more: Record<string, string>, execLimits = {}) => {
		const started = await startApi(loadConfig({ ...env, ...more }), { ...overrides, execLimits });
		undo.defer(() => started.stop());
		return started;
	};
	api = await start({ PORT: String(port) });
	hasty = await start({ PORT: "0", ROLE: "api", PUBLIC_URL: url, EXEC_IDLE_TIME: "1s" }, { recheckMs: 200 });
	ada = await member("acme", "owner");
	leaseId = await lease(ada, "shop");
});
afterAll(() => undo.disposeAsync());

async function member(tenant: string, role: "owner" | "member" | "viewer"): Promise<Person & { readonly userId: string }> {
	const { catalog } = api.database.stores;
	const email = `${randomUUID()}@example.org`;
	const { userId } = await api.accounts.ensureUser({ email });
	const known = (await catalog.listTenants()).find(({ name }) => name === tenant) ?? (await catalog.putTenant({ name: tenant }));
	await catalog.addMember(known.id, userId, role);
	await catalog.putSku({
		name: "bare",
		cpuMillis: 500,
		memoryBytes: 2 ** 26,
		diskBytes: 0,
		pidsMax: 64,
		position: 0,
		enabled: true,
	});
	const { cookie } = await takeLink((await api.accounts.createSignInLink(email, 60_000)).url);
	return { cookie, userId, client: createBerthClient({ url, headers: { cookie } }) };
}

async function lease({ client }: Person, name: string): Promise<string> {
	const manifest = { services: { web: { image: images.sleeper, init: true, stop_grace_period: "1s" } } };
	const made = await client.lease.provision.mutate({ name, items: [{ service: "web", sku: "bare" }], manifest });
	await askUntilState(client, made.leaseId, ["ready"]);
	return made.leaseId;
}

type Wish = Omit<Parameters<BerthClient["exec"]["ticket"]["mutate"]>[0], "leaseId" | "service">;

const ticketOf = ({ client }: Person, wish: Wish = {}, of = leaseId) => client.exec.ticket.mutate({ leaseId: of, service: "web", ...wish });

async function open(person: Person, wish: Wish = {}, at = url, of = leaseId): Promise<ExecConnection> {
	const connection = openExec({ url: at, ticket: await ticketOf(person, wish, of), headers: { cookie: person.cookie } });
	await connection.opened;
	return connection;
}

/** All that is printed, while it comes. */
function listen({ output }: ExecConnection) {
	const said = { stdout: "", stderr: "" };
	const read = async () => {
		for await (const { stream, bytes } of output) said[stream] += Buffer.from(bytes).toString("latin1");
	};
	return { said, done: read() };
}
const hears = (said: { readonly stdout: string }, what: string | RegExp) =>
	waitUntil(() => said.stdout.match(what) !== null, { timeoutMs: 30_000, what: `${String(what)} in ${JSON.stringify(said.stdout)}` });
const type = (connection: ExecConnection, text: string) => connection.write(Buffer.from(text));

/** The status with which an upgrade is refused; 101 where it is not. */
const knock = (protocols: readonly string[], headers: Record<string, string>): Promise<number> =>
	new Promise((resolve, reject) => {
		const asked = request(`${url}/api/exec`, {
			headers: {
				connection: "Upgrade",
				upgrade: "websocket",
				"sec-websocket-version": "13",
				"sec-websocket-key": randomBytes(16).toString("base64"),
				...(protocols.length > 0 && { "sec-websocket-protocol": protocols.join(", ") }),
				...headers,
			},
		});
		asked.once("upgrade", (_, socket) => {
			socket.destroy();
			resolve(101);
		});
		asked.once("response", (answer) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		});
		asked.once("error", reject);
		asked.end();
	});

const refusal = (work: Promise<unknown>) =>
	work.then(
		() => "no refusal",
		(error: unknown) => berthErrorOf(error).code,
	);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
/** What is really held, and not waiting to be collected. */
function heldBytes(): number {
	collect();
	const { arrayBuffers, heapUsed } = process.memoryUsage();
	return arrayBuffers + heapUsed;
}

async function inDatabase(text: string) {
	const client = new pg.Client(databaseUrl);
	await client.connect();
	try {
		return await client.query<Record<string, unknown>>(text);
	} finally {
		await client.end();
	}
}

const sessionEvents = async () => {
	const { events } = await ada.client.event.list.query({ leaseId, types: ["session"] });
	return events.map(({ actor, body }) => ({ actor, body }));
};

test("a shell is found and talked with at a terminal of the right size, and its code is told", async () => {
	const terminal = await open(ada, { size: { columns: 100, rows: 30 } });
	// BusyBox has no bash.
	expect(await terminal.opened).toMatchObject({ service: "web", index: 0, program: "ash", terminal: true });
	const { said, done } = listen(terminal);
	await type(terminal, "stty size\n");
	await hears(said, "30 100");
	terminal.resize({ columns: 90, rows: 20 });
	// What is typed does not wait for the size, which goes another way.
	const sizes = () => said.stdout.match(/\d+ \d+\r/g)?.length ?? 0;
	while (!said.stdout.includes("20 90")) {
		const told = sizes();
		await type(terminal, "stty size\n");
		await waitUntil(() => sizes() > told, { timeoutMs: 30_000, what: "a size" });
	}
	await type(terminal, "exit 7\n");
	expect(await terminal.exit).toEqual({ exitCode: 7, because: "exited" });
	await done;
	const events = await waitUntil(
		async () => {
			const found = await sessionEvents();
			return found.length >= 2 ? found : null;
		},
		{ timeoutMs: 30_000, what: "both events" },
	);
	expect(events[1]).toMatchObject({ actor: expect.stringMatching(/^user:/), body: { what: "opened", program: "ash" } });
	expect(events[0]).toMatchObject({ body: { what: "ended", exitCode: 7, because: "exited" } });
});

test("five megabytes of any bytes go through a program and come back the same, both streams apart", async () => {
	const bytes = randomBytes(5 * 2 ** 20);
	const cat = await open(ada, { argv: ["cat"], size: null });
	const hash = createHash("sha256");
	const reading = (async () => {
		for await (const piece of cat.output) hash.update(piece.bytes);
	})();
	await cat.write(bytes);
	cat.end();
	expect(await cat.exit).toEqual({ exitCode: 0, because: "exited" });
	await reading;
	expect(hash.digest("hex")).toBe(createHash("sha256").update(bytes).digest("hex"));
	const both = await open(ada, { argv: ["sh", "-c", "echo out; echo err >&2; exit 3"], size: null });
	const { said, done } = listen(both);
	expect(await both.exit).toMatchObject({ exitCode: 3 });
	await done;
	expect(said).toEqual({ stdout: "out\n", stderr: "err\n" });
});

test("no argument is read by a shell, and what a hostile name holds stays a name", async () => {
	const hostile = ["$(id)", "`id`", "; id", "a  b", "&& id", "<script>alert(1)</script>", "--help", "é\u202e"];
	const { stdout, exitCode } = await ada.client.exec.run.mutate({ leaseId, service: "web", argv: ["printf", "%s\n", ...hostile] });
	expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: hostile.map((one) => `${one}\n`).join("") });
	const missing = await ada.client.exec.run.mutate({ leaseId, service: "web", argv: ["$(touch /tmp/x); sh"] });
	expect([126, 127]).toContain(missing.exitCode);
	for (const service of ["web; id", "../web", "WEB", "", "__proto__"])
		expect(await refusal(ada.client.exec.run.mutate({ leaseId, service, argv: ["true"] }))).toBe("BAD_INPUT");
	expect(await refusal(ada.client.exec.run.mutate({ leaseId, service: "web", argv: ["a\0b"] }))).toBe("BAD_INPUT");
	expect(await refusal(ada.client.exec.run.mutate({ leaseId, service: "web", index: 7, argv: ["true"] }))).toBe("NOT_FOUND");
	expect(await refusal(ada.client.exec.run.mutate({ leaseId, service: "constructor", argv: ["true"] }))).toBe("NOT_FOUND");
	// Neither arguments nor output are in any log; the program's name is in the lease's.
	expect(logged.join("")).not.toContain("alert(1)");
	const late = await ada.client.exec.run.mutate({ leaseId, service: "web", argv: ["sleep", "300"], timeoutMs: 300 });
	expect(late).toMatchObject({ exitCode: null, timedOut: true });
});

test("a ticket is good once, in time, for its holder, from our own page, and at any process", async () => {
	const ours = { cookie: ada.cookie, origin: url };
	const stranger = await member("other", "owner");
	const viewer = await member("acme", "viewer");
	expect(await refusal(ticketOf(stranger))).toBe("NOT_FOUND");
	expect(await refusal(ticketOf(viewer))).toBe("FORBIDDEN");
	expect(await refusal(viewer.client.exec.run.mutate({ leaseId, service: "web", argv: ["true"] }))).toBe("FORBIDDEN");

	const { protocols } = await ticketOf(ada, { argv: ["true"] });
	// What is refused for another reason leaves the ticket as it is.
	expect(await knock(protocols, { ...ours, origin: "http://evil.example" })).toBe(403);
	expect(await knock(protocols, { ...ours, origin: "null" })).toBe(403);
	expect(await knock(protocols, { origin: url })).toBe(401);
	expect(await knock([], ours)).toBe(403);
	expect(await knock(["berth.exec.v1", "berth.ticket.guessed"], ours)).toBe(403);
	expect(await knock(protocols, ours)).toBe(101);
	expect(await knock(protocols, ours)).toBe(403);

	const stolen = await ticketOf(ada, { argv: ["true"] });
	const mate = await member("acme", "member");
	expect(await knock(stolen.protocols, { cookie: mate.cookie, origin: url })).toBe(403);
	const late = await ticketOf(ada, { argv: ["true"] });
	const { rows } = await inDatabase(`update exec_ticket set expires_at = now() - interval '1 ms' returning hash, argv`);
	expect(rows).toHaveLength(1);
	expect(JSON.stringify(rows)).not.toContain(late.protocols[1]?.slice("berth.ticket.".length));
	expect(await knock(late.protocols, ours)).toBe(403);

	const elsewhere = await open(ada, { argv: ["echo", "hi"], size: null }, `http://localhost:${hasty.port}`);
	const { said, done } = listen(elsewhere);
	expect(await elsewhere.exit).toMatchObject({ exitCode: 0 });
	await done;
	expect(said.stdout).toBe("hi\n");

	const key = await ada.client.key.create.mutate({ name: "ci", scopes: ["exec"], expiresInDays: 7 });
	const keyed = createBerthClient({ url, apiKey: key.key });
	const byKey = openExec({
		url,
		ticket: await keyed.exec.ticket.mutate({ leaseId, service: "web", argv: ["true"], size: null }),
		headers: { authorization: `Bearer ${key.key}` },
	});
	void listen(byKey).done;
	expect(await byKey.exit).toMatchObject({ exitCode: 0 });
	const reader = createBerthClient({
		url,
		apiKey: (await ada.client.key.create.mutate({ name: "eyes", scopes: ["read"], expiresInDays: 7 })).key,
	});
	expect(await refusal(reader.exec.ticket.mutate({ leaseId, service: "web" }))).toBe("FORBIDDEN");
});

test("one who does not read holds up the program and nobody's memory", async () => {
	const { protocols } = await ticketOf(ada, { argv: ["dd", "if=/dev/zero", "bs=65536", "count=512"], size: null });
	const slow = new WebSocket(`${url.replace("http", "ws")}/api/exec`, [...protocols], { headers: { cookie: ada.cookie } });
	await new Promise((resolve, reject) => slow.once("open", resolve).once("error", reject));
	slow.pause();
	let bytes = 0;
	const frames: ExecFrame[] = [];
	slow.on("message", (data: Buffer) => {
		const frame = decodeExecFrame(data);
		if (frame?.type === "stdout") bytes += frame.bytes.length;
		else if (frame) frames.push(frame);
	});
	// Another one moves as much meanwhile, so there was time to move this.
	const before = heldBytes();
	const quick = await open(ada, { argv: ["dd", "if=/dev/zero", "bs=65536", "count=512"], size: null });
	let moved = 0;
	for await (const piece of quick.output) if (piece.stream === "stdout") moved += piece.bytes.length;
	expect(moved).toBe(2 ** 25);
	expect(heldBytes() - before).toBeLessThan(2 ** 24);
	const running = await ada.client.exec.run.mutate({ leaseId, service: "web", argv: ["ps", "-o", "args"] });
	expect(running.stdout.split("\n")).toContainEqual(expect.stringMatching(/^dd if.*count/));
	slow.resume();
	await waitUntil(() => frames.some(({ type: kind }) => kind === "exit"), { timeoutMs: 60_000, what: "the end" });
	expect(bytes).toBe(2 ** 25);
});

test("who leaves takes the program along, and what speaks no frames is shown out", async () => {
	const left = await open(ada, { argv: ["sleep", "4321"] });
	const ps = async () => (await ada.client.exec.run.mutate({ leaseId, service: "web", argv: ["ps", "-o", "args"] })).stdout;
	expect(await ps()).toContain("sleep 4321");
	left.close();
	await waitUntil(async () => !(await ps()).includes("sleep 4321"), { timeoutMs: 30_000, what: "the program to be gone" });
	for (const message of ["text", Buffer.from([77]), Buffer.alloc(70_000)]) {
		const { protocols } = await ticketOf(ada, { argv: ["cat"], size: null });
		const rude = new WebSocket(`${url.replace("http", "ws")}/api/exec`, [...protocols], { headers: { cookie: ada.cookie } });
		await new Promise((resolve, reject) => rude.once("message", resolve).once("error", reject));
		const closed = new Promise<number>((resolve) => rude.once("close", resolve));
		rude.send(message);
		expect([1002, 1009]).toContain(await closed);
	}
});

test("sessions of a lease are counted, and one that ends makes room", async () => {
	await waitUntil(async () => (await refusal(ticketOf(ada))) === "no refusal", { timeoutMs: 30_000, what: "room" });
	const opened = await Promise.all([1, 2, 3].map(() => open(ada, { argv: ["cat"], size: null })));
	const error = await ticketOf(ada).catch(berthErrorOf);
	expect(error).toMatchObject({ code: "RATE_LIMITED", data: { which: "lease", max: 3 } });
	for (const one of opened) {
		void listen(one).done;
		one.end();
		await one.exit;
	}
	await waitUntil(async () => (await refusal(ticketOf(ada))) === "no refusal", { timeoutMs: 30_000, what: "room again" });
});

test("nothing typed for too long, and a right that is taken back, end a session with a frame", async () => {
	const at = `http://localhost:${hasty.port}`;
	const idle = await open(ada, {}, at);
	void listen(idle).done;
	expect(await idle.exit).toEqual({ exitCode: null, because: "idle" });
	const mate = await member("acme", "member");
	const output = await open(mate, { argv: ["sh", "-c", "while :; do echo on; sleep 0.1; done"], size: null }, at);
	void listen(output).done;
	const { catalog } = api.database.stores;
	const tenant = (await catalog.listTenants()).find(({ name }) => name === "acme");
	if (tenant === undefined) throw new Error("no tenant");
	await catalog.addMember(tenant.id, mate.userId, "viewer");
	expect(await output.exit).toEqual({ exitCode: null, because: "forbidden" });
});

test("a container that dies, a lease that is closed and one that is stopped end sessions or let nobody in", async () => {
	const doomed = await lease(ada, "doomed");
	const terminal = await open(ada, {}, url, doomed);
	void listen(terminal).done;
	const { containers } = await host.leftovers(api.database.installationId);
	const container = containers.find((one) => one.leaseId === doomed);
	await host.docker.getContainer(container?.id ?? "none").kill();
	expect(await terminal.exit).toMatchObject({ because: "instance_gone" });
	await askUntilState(ada.client, doomed, ["failed"]);
	expect(await ticketOf(ada, {}, doomed).catch(berthErrorOf)).toMatchObject({ code: "INVALID_STATE" });
	await ada.client.lease.restart.mutate({ leaseId: doomed });
	await askUntilState(ada.client, doomed, ["ready"]);
	const second = await open(ada, {}, url, doomed);
	void listen(second).done;
	await ada.client.lease.close.mutate({ leaseId: doomed });
	expect(["lease_closed", "instance_gone"]).toContain((await second.exit).because);
	await askUntilState(ada.client, doomed, ["closed"]);
	expect(await ticketOf(ada, {}, doomed).catch(berthErrorOf)).toMatchObject({ code: "INVALID_STATE", data: { state: "closed" } });
	const { events } = await ada.client.event.list.query({ leaseId: doomed, types: ["session"] });
	expect(events).toHaveLength(4);
});

test("a service that is restarted says so to whoever has a session, and no session is left in what was logged", async () => {
	const at = `http://localhost:${hasty.port}`;
	const session = await open(ada, { argv: ["cat"], size: null }, at);
	void listen(session).done;
	const begun = performance.now();
	await hasty.stop();
	expect(await session.exit).toEqual({ exitCode: null, because: "shutdown" });
	expect(performance.now() - begun).toBeLessThan(15 * SECOND);
	expect(logged.filter((line) => line.includes('"exec.session"')).length).toBeGreaterThan(10);
	expect(logged.join("")).not.toMatch(/berth\.ticket\.|sleep 4321/);
});
