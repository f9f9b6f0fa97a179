import { expect, test } from "vitest";
import type { ExecOptions, ExecOutput } from "../exec-group.ts";
import { type Bench, bounded, failureOf, run, specOf } from "./bench.ts";
import { follow, readAll } from "./follow.ts";

const ENOUGH_MS = 60_000;

export function execCases(bench: () => Bench): void {
	const ask = (argv: readonly string[], more: Partial<ExecOptions> & { readonly input?: Uint8Array; readonly bytesMax?: number } = {}) =>
		bench().engine.exec.run(bench().web.id, { argv, timeoutMs: ENOUGH_MS, ...more }, bounded());

	test("arguments reach the program as they are, and no shell reads them", async () => {
		expect(await ask(["echo", "a  b", "$HOME", "*", ";", "`id`"])).toEqual({
			exitCode: 0,
			stdout: "a  b $HOME * ; `id`\n",
			stderr: "",
			truncated: false,
			timedOut: false,
			mayStillRun: false,
		});
	});

	test("both streams come apart, with the exit code", async () => {
		const script = "echo out; echo err >&2; exit 7";
		expect(await ask(["sh", "-c", script])).toMatchObject({ exitCode: 7, stdout: "out\n", stderr: "err\n" });
	});

	test("a program reads what it is given to its end, and has the environment it is given", async () => {
		const input = Buffer.from("two\nlines without an end");
		expect(await ask(["cat"], { input })).toMatchObject({ exitCode: 0, stdout: "two\nlines without an end" });
		expect(await ask(["sh", "-c", "echo $WHO"], { env: { WHO: "me" } })).toMatchObject({ exitCode: 0, stdout: "me\n" });
	});

	test("output beyond the bound is dropped and said to be, and the program still ends", async () => {
		const result = await ask(["seq", "1", "50000"], { bytesMax: 1_000 });
		expect(result).toMatchObject({ exitCode: 0, truncated: true, timedOut: false });
		expect(result.stdout).toHaveLength(1_000);
		expect(result.stdout.startsWith("1\n2\n3\n")).toBe(true);
	});

	test("a program that does not end in time says that it may still run", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const result = await engine.exec.run(id, { argv: ["sleep", "600"], timeoutMs: 500 }, bounded());
		expect(result).toMatchObject({ exitCode: null, timedOut: true, mayStillRun: true });
		await engine.containers.remove(id, bounded());
	});

	test("a program that is not there is a code, and a container that does not run a conflict", async () => {
		const { engine, images } = bench();
		const { exitCode } = await ask(["/no/such/program"]);
		expect([126, 127]).toContain(exitCode);
		const { id } = await engine.containers.ensure(specOf(bench(), images.sleeper), bounded());
		expect(await failureOf(engine.exec.run(id, { argv: ["true"], timeoutMs: ENOUGH_MS }, bounded()))).toMatchObject({ code: "CONFLICT" });
		expect(await failureOf(ask([]))).toMatchObject({ code: "BAD_INPUT" });
		await engine.containers.remove(id, bounded());
	});

	test("a terminal is of the size it is given, also while it is open, and ends with the program's code", async () => {
		const { engine, web } = bench();
		const options = { argv: ["sh"], size: { columns: 100, rows: 30 } };
		await using terminal = await engine.exec.open(web.id, options, bounded());
		const printed = follow(terminal.output);
		const text = () => textOf(printed.items, "stdout");
		await terminal.write(Buffer.from("stty size\n"));
		await printed.until(() => text().includes("30 100"), "it tells its size");
		await terminal.resize({ columns: 90, rows: 20 }, bounded());
		await terminal.write(Buffer.from("stty size\n"));
		await printed.until(() => text().includes("20 90"), "it tells its new size");
		expect(await terminal.exitCode(bounded())).toBeNull();
		await terminal.write(Buffer.from("exit 5\n"));
		expect(await printed.ended).toBeNull();
		expect(await terminal.exitCode(bounded())).toBe(5);
	});

	test("a program at no terminal is given its input as it is until there is no more, and says each thing on its own stream", async () => {
		const { engine, web } = bench();
		await using cat = await engine.exec.open(web.id, { argv: ["cat"], size: null }, bounded());
		const printed = follow(cat.output);
		await cat.write(Buffer.from("no line, "));
		await printed.until(() => textOf(printed.items, "stdout") === "no line, ", "it has said what it was given");
		await cat.write(Buffer.from("{}\u0004 é\r\n"));
		cat.end();
		expect(await printed.ended).toBeNull();
		expect(textOf(printed.items, "stdout")).toBe("no line, {}\u0004 é\r\n");
		expect(await cat.exitCode(bounded())).toBe(0);
		await using both = await engine.exec.open(web.id, { argv: ["sh", "-c", "echo out; echo err >&2; exit 7"], size: null }, bounded());
		const said = await readAll(both.output);
		expect([textOf(said, "stdout"), textOf(said, "stderr"), await both.exitCode(bounded())]).toEqual(["out\n", "err\n", 7]);
	});

	test("a long output arrives whole at one who takes his time", async () => {
		const { engine, web } = bench();
		await using long = await engine.exec.open(web.id, { argv: ["seq", "1", "300000"], size: null }, bounded());
		let said = "";
		for await (const { bytes } of long.output) {
			said += Buffer.from(bytes).toString("latin1");
			await new Promise((resolve) => setImmediate(resolve));
		}
		expect(said === Array.from({ length: 300_000 }, (_, i) => `${i + 1}\n`).join("")).toBe(true);
		expect(await long.exitCode(bounded())).toBe(0);
	});

	test("a program whose container is killed ends, and one that nobody talks with any more does too", async () => {
		const { engine, images, killFromOutside } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		await using killed = await engine.exec.open(id, { argv: ["sleep", "600"], size: { columns: 80, rows: 24 } }, bounded());
		const printed = follow(killed.output);
		await killFromOutside(id);
		expect(await printed.ended).toBeNull();
		expect([null, 137]).toContain(await killed.exitCode(bounded()));
		await engine.containers.start(id, bounded());
		for (const size of [null, { columns: 80, rows: 24 }]) {
			const left = await engine.exec.open(id, { argv: ["sleep", "600"], size }, bounded());
			await left[Symbol.asyncDispose]();
			const deadline = bounded();
			while ((await left.exitCode(deadline)) === null) await new Promise((done) => setTimeout(done, 20));
		}
		await engine.containers.remove(id, bounded());
	});

	test("a container of its own says all it printed and with what code it ended, and is gone then", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.exiter);
		expect(await engine.exec.runToExit(spec, { timeoutMs: ENOUGH_MS }, bounded())).toEqual({
			exitCode: 3,
			stdout: "about to exit\n",
			stderr: "it failed\n",
			truncated: false,
			timedOut: false,
			mayStillRun: false,
		});
		expect(await engine.containers.inspect(spec.name, bounded())).toMatchObject({ phase: "gone" });
	});

	test("a container of its own that does not end in time, or that is given up, is gone all the same", async () => {
		const { engine, images } = bench();
		const late = specOf(bench(), images.sleeper);
		const result = await engine.exec.runToExit(late, { timeoutMs: 500 }, bounded());
		expect(result).toMatchObject({ exitCode: null, timedOut: true, mayStillRun: false });
		const given = specOf(bench(), images.chatty);
		const giveUp = new AbortController();
		const running = failureOf(engine.exec.runToExit(given, { timeoutMs: ENOUGH_MS }, { signal: giveUp.signal }));
		while ((await engine.containers.inspect(given.name, bounded())).phase !== "running") await new Promise((done) => setTimeout(done, 20));
		giveUp.abort();
		expect(await running).toMatchObject({ code: "ABORTED" });
		for (const { name } of [late, given]) expect(await engine.containers.inspect(name, bounded())).toMatchObject({ phase: "gone" });
	});
}

const textOf = (said: readonly ExecOutput[], of: ExecOutput["stream"]): string =>
	Buffer.concat(said.filter(({ stream }) => stream === of).map(({ bytes }) => bytes)).toString("utf8");
