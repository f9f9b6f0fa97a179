import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { claimHome } from "../../scripts/launcher/claim-home.ts";
import { type Home, homeAt } from "../../scripts/lib/paths.ts";
import { identify } from "../../scripts/lib/processes.ts";

async function newHome(): Promise<Home> {
	const folder = await mkdtemp(join(tmpdir(), "berth-home-"));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	return homeAt(folder);
}

async function claim(home: Home) {
	const result = await claimHome(home);
	if ("pid" in result) throw new Error(`pid ${result.pid} holds it`);
	return result;
}

test("of many at once, one gets the home and the others are told who has it", async () => {
	const home = await newHome();
	const results = await Promise.all(Array.from({ length: 8 }, () => claimHome(home)));
	expect(results.filter((result) => !("pid" in result))).toHaveLength(1);
	expect(results.filter((result) => "pid" in result)).toEqual(Array.from({ length: 7 }, () => ({ pid: process.pid, url: null })));
});

test("a later one learns where Berth answers, and may come once it has ended", async () => {
	const home = await newHome();
	const first = await claim(home);
	await first.announce("http://localhost:3000");
	expect(await claimHome(home)).toEqual({ pid: process.pid, url: "http://localhost:3000" });
	await first.release();
	await (await claim(home)).release();
});

test("what a killed launcher left does not keep the next one out, even when its pid lives on as another process", async () => {
	const home = await newHome();
	const first = await claim(home);
	await first.release();
	const sleeper = spawn("sleep", ["60"], { stdio: "ignore" });
	onTestFinished(() => void sleeper.kill("SIGKILL"));
	const identity = await identify(sleeper.pid ?? 0);
	await writeFile(home.launcherFile, JSON.stringify({ ...identity, startTicks: "1", url: "http://localhost:3000" }));
	const second = await claimHome(home);
	expect(second).not.toHaveProperty("pid");
	await writeFile(home.launcherFile, '{"pid":');
	expect(await claimHome(home)).not.toHaveProperty("pid");
});
