import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunningApi, startApi } from "@berth/api/compose";
import { loadConfig } from "@berth/api/config";
import { createBerthClient } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { takeLink } from "../api/fixture.ts";
import { type CommandLine, createCommandLine } from "../support/command-line.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { freePort } from "../support/free-port.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { openScratch } from "../volumes/scratch.ts";

// What the command line does with a container that is real: what a simulated one has is no program.

const undo = new AsyncDisposableStack();
const host = createDockerHost();
let api: RunningApi;
let berth: CommandLine;

beforeAll(async () => {
	const images = await ensureFixtureImages();
	const scratch = undo.use(await openScratch());
	const database = undo.use(await createTestDatabase());
	undo.defer(() => host.sweep(database.database.installationId));
	const port = await freePort();
	const url = `http://localhost:${port}`;
	const env = {
		DATABASE_URL: database.url,
		AUTH_SECRET: randomBytes(32).toString("base64url"),
		PORT: String(port),
		ALLOWED_REGISTRIES: "localhost",
		NODE_NAME: "node-1",
		NODE_DISK: "1TiB",
		VOLUME_ROOT: join(scratch.path, "volumes"),
		VOLUME_DRIVER: "plain",
		METADATA_GUARD: "off",
		WEB_URL: "",
		DRAIN_TIMEOUT: "1s",
		COMMAND_SPACING: "0s",
	};
	api = await startApi(loadConfig(env), { logTo: { write: () => undefined }, timings: { settleMs: 100 } });
	undo.defer(() => api.stop());
	const { catalog } = api.database.stores;
	const { userId } = await api.accounts.ensureUser({ email: "ada@example.org" });
	await catalog.addMember((await catalog.putTenant({ name: "acme" })).id, userId, "owner");
	const size = { name: "keeping", cpuMillis: 500, memoryBytes: 2 ** 26, diskBytes: 2 ** 24, pidsMax: 64, position: 0, enabled: true };
	await catalog.putSku(size);
	const { cookie } = await takeLink((await api.accounts.createSignInLink("ada@example.org", 60_000)).url);
	const { key } = await createBerthClient({ url, headers: { cookie } }).key.create.mutate({
		name: "cli",
		scopes: ["read:sensitive", "write", "exec"],
		expiresInDays: 7,
	});
	berth = undo.use(await createCommandLine({ url, key, secrets: [key] }));
	const compose = [
		"services:",
		"  db:",
		`    image: ${images.keeper}`,
		'    command: [sh, -c, "touch /data/log; exec tail -f /data/log"]',
		"    init: true",
		"    stop_grace_period: 1s",
		"    volumes: [data:/data]",
		"volumes:",
		"  data: {}",
	];
	await writeFile(join(berth.dir, "compose.yaml"), `${compose.join("\n")}\n`);
}, 180_000);
afterAll(() => undo.disposeAsync());

const shell = (lease: string, line: string, input?: Uint8Array) =>
	berth.run(["exec", ...(input === undefined ? [] : ["-i"]), lease, "--", "sh", "-c", line], input === undefined ? {} : { input });

test("a Compose file becomes a lease that runs", async () => {
	const upped = await berth.json(["up", "-f", "compose.yaml", "--name", "shop", "--size", "keeping", "--wait"]);
	expect(upped).toMatchObject({ lease: { state: "ready", items: [{ service: "db", sku: "keeping" }] } });
	const { containers } = await host.leftovers(api.database.installationId);
	expect(containers.map(({ state }) => state)).toEqual(["running"]);
});

test("what comes on standard input reaches the program whole, and what it prints and ends with comes back", async () => {
	const bytes = randomBytes(2 ** 20);
	expect(await shell("shop", "cat > /data/mark; exit 7", bytes)).toEqual({ code: 7, stdout: "", stderr: "" });
	const { stdout } = await shell("shop", "sha256sum < /data/mark");
	expect(stdout.split(" ")[0]).toBe(createHash("sha256").update(bytes).digest("hex"));
	expect(await shell("shop", "echo out; echo err >&2; exit 3")).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
	// Arguments are the program's own, and nothing of a shell's.
	const words = ["$(id)", "a  b", "--json", "-t"];
	expect(await berth.run(["exec", "shop", "--", "printf", "%s\n", ...words])).toMatchObject({ code: 0, stdout: `${words.join("\n")}\n` });
	expect([126, 127]).toContain((await berth.run(["exec", "shop", "--", "no-such-program"])).code);
	expect((await berth.run(["exec", "shop", "--service", "web", "--", "true"])).code).toBe(3);
});

test("at a terminal the program has one of the same size, every key is its own, and its code is the command's", async () => {
	const [node = "", program = ""] = berth.argv;
	// A terminal of which we hold the other end.
	const line = `stty rows 33 columns 101; exec ${node} ${program} exec -it shop -- sh`;
	const terminal = spawn("script", ["-qec", line, "/dev/null"], { env: { ...berth.env, SHELL: "/bin/sh", TERM: "xterm" } });
	undo.defer(() => void terminal.kill("SIGKILL"));
	const ended = new Promise<number | null>((resolve) => terminal.once("close", resolve));
	let screen = "";
	terminal.stdout.setEncoding("utf8").on("data", (text: string) => {
		screen += text;
	});
	// What was there before what is typed now is no answer to it.
	let seen = 0;
	const shows = (what: RegExp) =>
		waitUntil(() => what.test(screen.slice(seen)), { timeoutMs: 60_000, what: `${what} on the screen` }).catch((error: Error) => {
			throw new Error(`${error.message}: ${JSON.stringify(screen)}`);
		});
	const type = (keys: string) => {
		seen = screen.length;
		terminal.stdin.write(keys);
	};
	const prompt = /[$#] /;
	await shows(prompt);
	type("stty size\r");
	await shows(/33 101/);
	type("echo be''gun; sleep 4321\r");
	await shows(/begun/);
	// Ctrl-C ends what runs inside, and not the command that shows it.
	type("\u0003");
	await shows(prompt);
	type("echo af''ter $?\r");
	await shows(/after 130/);
	type("exit 5\r");
	expect(await ended).toBe(5);
});

test("a log is followed while it is written", async () => {
	const following = berth.start(["logs", "shop", "-f"]);
	const word = randomBytes(8).toString("hex");
	expect((await shell("shop", `echo ${word} >> /data/log`)).code).toBe(0);
	await waitUntil(() => following.output().includes(word), { timeoutMs: 60_000, what: "the line" });
	following.interrupt();
	expect(await following.ended).toMatchObject({ code: 130, stdout: expect.stringMatching(new RegExp(`^db-0 ${word}$`, "m")) });
	const found = await waitUntil(
		async () => {
			const { stdout } = await berth.run(["logs", "shop", "--grep", `^${word.slice(0, 8)}`, "--since", "1h"]);
			return stdout === "" ? null : stdout;
		},
		{ timeoutMs: 60_000, what: "the line to be found" },
	);
	expect(found).toBe(`db-0 ${word}\n`);
});

test("an archive brings the data back after its lease was closed, and what is destroyed is gone", async () => {
	// What is given up is listed until its bytes are gone.
	const nothingKept = () =>
		waitUntil(async () => (await berth.json<unknown[]>(["retained"])).length === 0, { timeoutMs: 60_000, what: "the data to be gone" });
	const sum = async (lease: string) => (await shell(lease, "sha256sum < /data/mark")).stdout;
	expect((await shell("shop", "head -c 300000 /dev/urandom > /data/mark")).code).toBe(0);
	const before = await sum("shop");
	expect((await berth.run(["backup", "export", "shop", "-o", "shop.tar"])).code).not.toBe(0);
	await berth.json(["stop", "shop", "--wait"]);
	const exported = await berth.json<{ bytes: number }>(["backup", "export", "shop", "-o", "shop.tar"]);
	expect((await stat(join(berth.dir, "shop.tar"))).size).toBe(exported.bytes);
	expect(exported.bytes).toBeGreaterThan(300_000);
	await berth.json(["close", "shop", "--wait", "--destroy-data", "--yes"]);
	await nothingKept();
	const imported = await berth.json<{ id: string }>(["backup", "import", "shop.tar"]);
	expect(await berth.json(["retained"])).toMatchObject([{ id: imported.id }]);
	expect(await berth.json(["restore", imported.id, "--name", "again", "--wait"])).toMatchObject({ lease: { state: "ready" } });
	expect(await sum("again")).toBe(before);
	await berth.json(["close", "again", "--wait", "--destroy-data", "--yes"]);
	await nothingKept();
	expect((await host.leftovers(api.database.installationId)).containers).toEqual([]);
});
