import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { type CliStage, containerOf, createCliStage } from "./stage.ts";

let stage: CliStage;
let leaseId: string;
let containerId: string;
beforeAll(async () => {
	stage = await createCliStage();
	await writeFile(join(stage.dir, "manifest.yaml"), "image: shop:1\n");
	const made = await stage.json<{ lease: { id: string } }>(["up", "-f", "manifest.yaml", "--name", "shop", "--size", "small", "--wait"]);
	leaseId = made.lease.id;
	containerId = (await containerOf(stage, leaseId)).id;
});
afterAll(() => stage[Symbol.asyncDispose]());

const print = (...lines: readonly string[]) =>
	stage.berth.host.print(
		containerId,
		lines.map((text) => ({ text })),
	);
const textsOf = (output: string): string[] =>
	output
		.split("\n")
		.filter((line) => line.endsWith("}"))
		.map((line) => JSON.parse(line).text);

test("a followed log goes on through a restart of the server, and loses and repeats nothing", async () => {
	print("line 0");
	const following = stage.start(["logs", "shop", "-f", "--json"]);
	let printed = 0;
	const until = (count: number) =>
		waitUntil(() => textsOf(following.output()).length >= count, { timeoutMs: 60_000, what: `${count} lines` });
	await until(1);
	for (; printed < 50; ) print(`line ${++printed}`);
	await until(printed + 1);
	const restarted = stage.berth.restart();
	for (; printed < 100; ) print(`line ${++printed}`);
	await restarted;
	for (; printed < 150; ) print(`line ${++printed}`);
	await until(printed + 1);
	following.interrupt();
	const { code, stdout } = await following.ended;
	expect(textsOf(stdout)).toEqual(Array.from({ length: printed + 1 }, (_, n) => `line ${n}`));
	expect(code).toBe(130);
});

test("events are followed through a restart of the server, each once and in order", async () => {
	const following = stage.start(["events", "shop", "-f", "--json"]);
	const seqs = () =>
		following
			.output()
			.split("\n")
			.filter((line) => line.endsWith("}"))
			.map((line) => JSON.parse(line).seq);
	await waitUntil(() => seqs().length > 0, { timeoutMs: 60_000, what: "the first event" });
	await stage.berth.restart();
	await stage.json(["restart", "shop", "--wait"]);
	containerId = (await containerOf(stage, leaseId)).id;
	const { eventSeq } = await stage.json<{ eventSeq: number }>(["get", "shop"]);
	await waitUntil(() => seqs().at(-1) >= eventSeq, { timeoutMs: 60_000, what: "the last event" });
	following.interrupt();
	await following.ended;
	expect(seqs()).toEqual(Array.from(seqs(), (_, at) => seqs()[0] + at));
});

test("a log is told as far as is asked for: by count, by level, by words, without steering the terminal", async () => {
	print("plain", '{"level":"warn","msg":"low"}', "ERROR it broke", "\u001b[31mred\u001b[0m\u0007");
	const lines = async (...options: string[]) => textsOf((await stage.run(["logs", "shop", "--json", ...options])).stdout);
	await waitUntil(async () => (await lines("--tail", "1")).some((text) => text.includes("red")), { timeoutMs: 60_000, what: "the lines" });
	expect(await lines("--tail", "4", "--level", "warn")).toEqual(['{"level":"warn","msg":"low"}', "ERROR it broke"]);
	expect(await lines("--grep", "BROKE")).toEqual(["ERROR it broke"]);
	expect(await lines("--service", "app", "--tail", "1")).toHaveLength(1);
	expect(await lines("--since", "2020-01-01T00:00:00Z", "--grep", "plain")).toEqual(["plain"]);
	expect(await lines("--since", new Date(Date.now() + 3_600_000).toISOString())).toEqual([]);
	const { stdout } = await stage.run(["logs", "shop", "--tail", "1"]);
	expect(stdout).toMatch(/^app-0 red\S?\n$/);
	expect(stdout).not.toMatch(/\p{Cc}(?<!\n)/u);
});

test("a log that may not be read ends at once, and does not ask for ever", async () => {
	const made = await stage.json<{ id: string; key: string }>(["keys", "create", "reader", "--scope", "read", "--days", "7"]);
	const following = stage.start(["logs", "shop", "-f", "--json"], { env: { BERTH_API_KEY: made.key } });
	await waitUntil(() => textsOf(following.output()).length > 0, { timeoutMs: 60_000, what: "a line" });
	await stage.json(["keys", "revoke", made.id]);
	expect(await following.ended).toMatchObject({ code: 6, stderr: expect.stringContaining("UNAUTHENTICATED") });
});

test("completion is a script that its shell reads, and every command says what it is for", async () => {
	const { stdout: bash } = await stage.run(["completion", "bash"]);
	await writeFile(join(stage.dir, "completion.bash"), bash);
	await promisify(execFile)("bash", ["-n", join(stage.dir, "completion.bash")]);
	for (const shell of ["zsh", "fish"]) expect((await stage.run(["completion", shell])).stdout).toMatch(/berth/);
	const { stdout } = await stage
		.run(["complete", "--", "re"])
		.then((ended) => (ended.code === 0 ? ended : stage.run(["completion", "--", "re"])));
	expect(stdout).toMatch(/^restart/m);
	const visit = async (path: readonly string[]): Promise<void> => {
		const { code, stdout: help } = await stage.run([...path, "--help"]);
		expect([path, code]).toEqual([path, 0]);
		expect(help).toMatch(/^Usage: berth/);
		const [, commands = ""] = help.split("\nCommands:\n");
		const names = [...commands.matchAll(/^ {2}(\w+)/gm)]
			.map(([, name = ""]) => name)
			.filter((name) => name !== "help" && name !== "completion");
		for (const name of names) await visit([...path, name]);
	};
	await visit([]);
});
