import { createServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signIn } from "../../scripts/launcher/session.ts";
import { anyFreePort } from "../../scripts/lib/ports.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createTestHome, type TestHome } from "./launched.ts";

let home: TestHome;
beforeEach(async () => {
	home = await createTestHome();
});
afterEach(() => home[Symbol.asyncDispose]());

const statusOf = (url: string) =>
	fetch(url, { redirect: "manual" }).then(
		(answer) => answer.status,
		() => null,
	);
const isSignedIn = (link: string) =>
	signIn(link).then(
		() => true,
		() => false,
	);
const lastWord = (line: string) => line.split(/\s+/).at(-1) ?? "";

test("--demo --once leases a stack, sees it answer, closes it and leaves nothing running", async () => {
	const run = home.up(["--demo", "--once"]);
	const code = await run.ended;
	const last = run.lines().at(-1) ?? "";
	expect(code, run.lines().join("\n")).toBe(0);
	expect(last).toMatch(/^The demo answered at http:\/\/127\.0\.0\.1:\d+ after \d+\.\d s in all$/);
	expect(await home.listRunning()).toEqual([]);
	expect(await statusOf(/http:\S+/.exec(last)?.[0] ?? "")).toBeNull();
});

test("it can be found, survives a killed api and a killed launcher, and stops all it started", async () => {
	const port = String(await anyFreePort());
	const healthUrl = `http://localhost:${port}/healthz`;
	const first = home.up(["--port", port]);
	const link = lastWord(await first.line("Sign in:"));
	expect([await isSignedIn(link), await isSignedIn(link)]).toEqual([true, false]);

	const other = home.up([]);
	expect(await other.ended).toBe(0);
	expect(other.lines().at(-1)).toBe(`Berth runs already: http://localhost:${port} (pid ${first.process.pid})`);

	const killed = await home.identityOf("api");
	process.kill(killed?.pid ?? 0, "SIGKILL");
	await first.line("The api ended (SIGKILL)");
	await waitUntil(async () => (await statusOf(healthUrl)) === 200, { what: "the api to be back", timeoutMs: 60_000 });

	first.process.kill("SIGKILL");
	await first.ended;
	expect(await home.listRunning()).toEqual(["api", "postgres", "web"]);
	const second = home.up(["--port", port]);
	await second.line("Sign in:");
	expect(second.lines()).toContainEqual(expect.stringMatching(/^Ending the api \(pid \d+\) that an earlier run left\.$/));
	expect(await home.listRunning()).toEqual(["api", "launcher", "postgres", "web"]);

	second.process.kill("SIGINT");
	expect(await second.ended).toBe(0);
	expect(second.lines().at(-1)).toBe("Berth has stopped.");
	expect(await home.listRunning()).toEqual([]);
	expect(await statusOf(healthUrl)).toBeNull();
});

test("told to stop while it starts, it stops what it has started by then", async () => {
	const run = home.up([]);
	await run.line("The database is");
	run.process.kill("SIGTERM");
	expect(await run.ended).toBe(130);
	expect(run.lines().at(-1)).toBe("stopped by SIGTERM");
	expect(await home.listRunning()).toEqual([]);
});

test("where the engine that DOCKER_HOST names is dead, the last line is the one that helps", async () => {
	const run = home.up([], { DOCKER_HOST: "unix:///nowhere/docker.sock" });
	expect(await run.ended).toBe(1);
	expect(run.lines().at(-1)).toMatch(/^unset DOCKER_HOST/);
	expect(await home.listRunning()).toEqual([]);
});

test("a port that was asked for and is taken is not swapped for another", async () => {
	await using server = createServer();
	const port = await anyFreePort();
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
	const run = home.up(["--port", String(port)]);
	expect(await run.ended).toBe(1);
	expect(run.lines().at(-1)).toBe(`./scripts/up --port ${port + 1}`);
});
