import { beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { type CliStage, containerOf, up } from "./stage.ts";

/** What goes on while the server does not. */
export function following(of: () => CliStage): void {
	let leaseId: string;
	let containerId: string;
	beforeAll(async () => {
		({
			lease: { id: leaseId },
		} = await up(of(), "loud"));
		containerId = (await containerOf(of(), leaseId)).id;
	});

	const print = (...lines: readonly string[]) =>
		of().berth.host.print(
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
		const following = of().start(["logs", "loud", "-f", "--json"]);
		let printed = 0;
		const until = (count: number) =>
			waitUntil(() => textsOf(following.output()).length >= count, { timeoutMs: 60_000, what: `${count} lines` });
		await until(1);
		for (; printed < 50; ) print(`line ${++printed}`);
		await until(printed + 1);
		const restarted = of().berth.restart();
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
		const following = of().start(["events", "loud", "-f", "--json"]);
		const seqs = () =>
			following
				.output()
				.split("\n")
				.filter((line) => line.endsWith("}"))
				.map((line) => JSON.parse(line).seq);
		await waitUntil(() => seqs().length > 0, { timeoutMs: 60_000, what: "the first event" });
		await of().berth.restart();
		await of().json(["restart", "loud", "--wait"]);
		containerId = (await containerOf(of(), leaseId)).id;
		const { eventSeq } = await of().json<{ eventSeq: number }>(["get", "loud"]);
		await waitUntil(() => seqs().at(-1) >= eventSeq, { timeoutMs: 60_000, what: "the last event" });
		following.interrupt();
		await following.ended;
		expect(seqs()).toEqual(Array.from(seqs(), (_, at) => seqs()[0] + at));
	});

	test("a log is told as far as is asked for: by count, by level, by words, without steering the terminal", async () => {
		print("plain", '{"level":"warn","msg":"low"}', "ERROR it broke", "\u001b[31mred\u001b[0m\u0007");
		const lines = async (...options: string[]) => textsOf((await of().run(["logs", "loud", "--json", ...options])).stdout);
		await waitUntil(async () => (await lines("--tail", "1")).some((text) => text.includes("red")), {
			timeoutMs: 60_000,
			what: "the lines",
		});
		expect(await lines("--tail", "4", "--level", "warn")).toEqual(['{"level":"warn","msg":"low"}', "ERROR it broke"]);
		expect(await lines("--level", "warn", "--tail", "1")).toEqual(["ERROR it broke"]);
		expect(await lines("--grep", "BROKE|nothing")).toEqual(["ERROR it broke"]);
		expect(await lines("--service", "app", "--tail", "1")).toHaveLength(1);
		expect(await lines("--since", "2020-01-01T00:00:00Z", "--grep", "plain")).toEqual(["plain"]);
		expect(await lines("--since", new Date(Date.now() + 3_600_000).toISOString())).toEqual([]);
		expect(await lines("--until", "2020-01-01T00:00:00Z")).toEqual([]);
		expect((await lines("--until", new Date(Date.now() + 3_600_000).toISOString(), "--tail", "2"))[0]).toBe("ERROR it broke");
		// What only one of the two engines of patterns knows is refused, and not found in vain.
		expect(await of().run(["logs", "loud", "--grep", "(?=x)", "--json"])).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("BAD_INPUT"),
		});
		const { stdout } = await of().run(["logs", "loud", "--tail", "1"]);
		expect(stdout).toMatch(/^app-0 red\S?\n$/);
		expect(stdout).not.toMatch(/\p{Cc}(?<!\n)/u);
	});

	test("a log that may not be read ends at once, and does not ask for ever", async () => {
		const made = await of().json<{ id: string; key: string }>(["keys", "create", "reader", "--scope", "read", "--days", "7"]);
		const following = of().start(["logs", "loud", "-f", "--json"], { env: { BERTH_API_KEY: made.key } });
		await waitUntil(() => textsOf(following.output()).length > 0, { timeoutMs: 60_000, what: "a line" });
		await of().json(["keys", "revoke", made.id]);
		expect(await following.ended).toMatchObject({ code: 6, stderr: expect.stringContaining("UNAUTHENTICATED") });
	});
}
