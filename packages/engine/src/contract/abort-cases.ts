import { expect, test } from "vitest";
import { type Bench, bounded, failureOf, run, specOf } from "./bench.ts";
import { everyCall } from "./every-call.ts";
import { follow, readAll } from "./follow.ts";

export function abortCases(bench: () => Bench): void {
	test("a call that was given up before it began rejects with ABORTED and does nothing", async () => {
		const { engine, web } = bench();
		const before = await everything(bench());
		expect(await codesOf(bench(), engine, AbortSignal.abort())).toEqual(allAborted(bench()));
		expect(await everything(bench())).toEqual(before);
		expect(await engine.containers.inspect(web.id, bounded())).toMatchObject({ phase: "running" });
	});

	test("a call that waits for a silent daemon rejects with ABORTED when it is given up", async () => {
		const { silent } = bench();
		const giveUp = new AbortController();
		const codes = codesOf(bench(), silent, giveUp.signal);
		await new Promise((resolve) => setImmediate(resolve));
		giveUp.abort();
		expect(await codes).toEqual(allAborted(bench()));
	});

	test("a wait, a stop, a follower and a subscriber in mid-course reject with ABORTED when they are given up", async () => {
		const { engine, images, web } = bench();
		const stubborn = await run(bench(), specOf(bench(), images.stubborn, { init: false }));
		const giveUp = new AbortController();
		const call = { signal: giveUp.signal };
		const waiting = Promise.withResolvers<void>();
		const results = [
			failureOf(engine.containers.waitReady(web.id, { timeoutMs: 60_000, settleMs: 3_600_000, onAttempt: () => waiting.resolve() }, call)),
			failureOf(engine.containers.stop(stubborn, { graceMs: 60_000 }, call)),
			failureOf(readAll(engine.logs.read(web.id, { follow: true }, call))),
		];
		const watcher = follow(engine.events.subscribe(call));
		await watcher.until((items) => items.length > 0, "the first event");
		await waiting.promise;
		giveUp.abort();
		expect((await Promise.all(results)).map(({ code }) => code)).toEqual(results.map(() => "ABORTED"));
		expect(await failureOf(watcher.ended.then((err) => Promise.reject(err)))).toMatchObject({ code: "ABORTED" });
		expect(await engine.containers.remove(stubborn, bounded())).toEqual({ changed: true });
	});
}

const codesOf = async (bench: Bench, engine: Bench["engine"], signal: AbortSignal): Promise<Record<string, string>> =>
	Object.fromEntries(
		await Promise.all(everyCall(engine, bench).map(async ([name, ask]) => [name, (await failureOf(ask({ signal }))).code] as const)),
	);

const allAborted = (bench: Bench): Record<string, string> =>
	Object.fromEntries(everyCall(bench.engine, bench).map(([name]) => [name, "ABORTED"]));

/** Ids of all we have on the host. */
async function everything({ engine }: Bench): Promise<string[]> {
	const containers = await engine.containers.list({ managed: true }, bounded());
	const networks = await engine.networks.list(bounded());
	return [...containers, ...networks].map(({ id }) => id).sort();
}
