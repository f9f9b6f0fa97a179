import { expect, test } from "vitest";
import type { StatsMessage, StatsSample } from "../stats-group.ts";
import { type Bench, bounded, run, specOf } from "./bench.ts";
import { follow, readAll } from "./follow.ts";

const MIB = 1_048_576;
const samplesOf = (messages: readonly StatsMessage[]): StatsSample[] =>
	messages.flatMap((message) => (message.kind === "sample" ? [message.sample] : []));
const isGap = (why: string) => (messages: readonly StatsMessage[]) =>
	messages.some((message) => message.kind === "gap" && message.why === why);

export function statsCases(bench: () => Bench): void {
	test("a sample says who counted, and has null and never zero for what is not known", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const watcher = follow(engine.stats.watch(id, bounded()));
		await watcher.until((messages) => samplesOf(messages).length >= 2, "two samples came");
		const [first, second] = samplesOf(watcher.items);
		expect(first?.cpu).toMatchObject({ percent: null, ofLimitPercent: null });
		expect(first?.network.rx.perSecond).toBeNull();
		expect(second?.cpu.percent).toBeGreaterThanOrEqual(0);
		expect(second?.cpu.ofLimitPercent).toBeGreaterThanOrEqual(0);
		expect(["cgroup", "daemon", "simulated"]).toContain(second?.source);
		expect(second?.memory).toMatchObject({ limitBytes: 32 * MIB });
		for (const figure of [second?.memory.usedBytes, second?.memory.rawBytes, second?.pids]) {
			if (figure !== null) expect(figure).toBeGreaterThan(0);
		}
		await engine.changes.updateLimits(id, { memoryBytes: 64 * MIB }, bounded());
		const isRaised = ({ memory }: StatsSample) => memory.limitBytes === 64 * MIB;
		await watcher.until((messages) => samplesOf(messages).some(isRaised), "the raised limit is seen");
		await engine.containers.remove(id, bounded());
		await watcher.ended;
	});

	test("many watch and one upstream serves them; nobody watches and there is none", async () => {
		const { engine, web } = bench();
		const before = engine.stats.upstreams();
		const watching = new AbortController();
		const watchers = Array.from({ length: 4 }, () => follow(engine.stats.watch(web.id, { signal: watching.signal })));
		for (const watcher of watchers) await watcher.until((messages) => messages.length > 0, "something came");
		expect(engine.stats.upstreams() - before).toBe(1);
		watching.abort();
		for (const watcher of watchers) expect(await watcher.ended).toMatchObject({ code: "ABORTED" });
		expect(engine.stats.upstreams()).toBe(before);
	});

	test("who records shares the upstream of who watches, hears of fewer samples, and alone asks no more often than it hears", async () => {
		const { brisk, web } = bench();
		const ending = new AbortController();
		const recorder = follow(brisk.stats.record(web.id, { signal: ending.signal }));
		await recorder.until((messages) => samplesOf(messages).length >= 4, "samples were recorded");
		const [first, ...later] = samplesOf(recorder.items);
		expect(first?.cpu.percent).toBeNull();
		for (const { cpu } of later) expect(cpu.percent).toBeGreaterThanOrEqual(0);
		const times = samplesOf(recorder.items).map(({ at }) => Date.parse(at));
		for (const [i, at] of times.slice(1).entries()) expect(at - (times[i] ?? 0)).toBeGreaterThan(300);

		const watcher = follow(brisk.stats.watch(web.id, { signal: ending.signal }));
		await watcher.until((messages) => samplesOf(messages).length >= 2, "who came later is not kept waiting for the recorder's turn");
		expect(brisk.stats.upstreams()).toBe(1);
		const begun = { watched: watcher.items.length, recorded: recorder.items.length };
		await recorder.until((messages) => messages.length >= begun.recorded + 3, "it is still recorded");
		expect(watcher.items.length - begun.watched).toBeGreaterThan(recorder.items.length - begun.recorded);
		ending.abort();
		for (const one of [watcher, recorder]) expect(await one.ended).toMatchObject({ code: "ABORTED" });
		expect(brisk.stats.upstreams()).toBe(0);
	});

	test("a recorder is told of a stop, of the next start, and of the end", async () => {
		const { brisk, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const recorder = follow(brisk.stats.record(id, bounded()));
		await recorder.until((messages) => samplesOf(messages).length > 0, "a sample came");
		await bench().killFromOutside(id);
		await recorder.until(isGap("stopped"), "it is told of the stop");
		const seen = samplesOf(recorder.items).length;
		await brisk.containers.start(id, bounded());
		await recorder.until((messages) => samplesOf(messages).length > seen, "samples come again");
		expect(samplesOf(recorder.items)[seen]?.cpu.percent).toBeNull();
		await brisk.containers.remove(id, bounded());
		expect(await recorder.ended).toBeNull();
		expect(recorder.items.at(-1)).toEqual({ kind: "gap", why: "absent" });
	});

	test("a watcher is told of a stop, of the samples after the next start, and of the end", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const watcher = follow(engine.stats.watch(id, bounded()));
		await watcher.until((messages) => samplesOf(messages).length > 0, "a sample came");
		await bench().killFromOutside(id);
		await watcher.until(isGap("stopped"), "it is told of the stop");
		const seen = samplesOf(watcher.items).length;
		await engine.containers.start(id, bounded());
		await watcher.until((messages) => samplesOf(messages).length > seen, "samples come again");
		await engine.containers.remove(id, bounded());
		expect(await watcher.ended).toBeNull();
		expect(watcher.items.at(-1)).toEqual({ kind: "gap", why: "absent" });
	});

	test("the newest sample has rates, and what does not run or is not there is a gap", async () => {
		const { engine, images, web } = bench();
		expect(await engine.stats.latest(web.id, bounded())).toMatchObject({
			kind: "sample",
			sample: { cpu: { percent: expect.any(Number) } },
		});
		const { id } = await engine.containers.ensure(specOf(bench(), images.sleeper), bounded());
		expect(await engine.stats.latest(id, bounded())).toEqual({ kind: "gap", why: "stopped" });
		expect(await engine.stats.latest("0".repeat(64), bounded())).toEqual({ kind: "gap", why: "absent" });
		expect(await readAll(engine.stats.watch("0".repeat(64), bounded()))).toEqual([{ kind: "gap", why: "absent" }]);
		expect(engine.stats.upstreams()).toBe(0);
		await engine.containers.remove(id, bounded());
	});

	test("a look at many says of each run what it has used, leaves out what does not run, and leaves nothing open", async () => {
		const { engine, images, web } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const { id: created } = await engine.containers.ensure(specOf(bench(), images.sleeper), bounded());
		const ids = [web.id, id, created, "0".repeat(64)];
		const first = await engine.stats.readings(ids, bounded());
		expect([...first.keys()].sort()).toEqual([web.id, id].sort());
		const upstreams = engine.stats.upstreams();
		const again = await engine.stats.readings(ids, bounded());
		expect(engine.stats.upstreams()).toBe(upstreams);
		for (const [of, later] of again) {
			const earlier = first.get(of);
			expect(later.startedAtMs).toBe(earlier?.startedAtMs);
			expect(later.cpuUsedNs).toBeGreaterThanOrEqual(earlier?.cpuUsedNs ?? Number.POSITIVE_INFINITY);
			expect(later.atMs).toBeGreaterThanOrEqual(earlier?.atMs ?? Number.POSITIVE_INFINITY);
			if (later.memoryBytes !== null) expect(later.memoryBytes).toBeGreaterThan(0);
		}
		expect(engine.stats.cost().samples).toBeGreaterThan(0);

		await bench().killFromOutside(id);
		expect((await engine.stats.readings([web.id, id], bounded())).has(web.id)).toBe(true);
		await engine.containers.start(id, bounded());
		const anew = (await engine.stats.readings([id], bounded())).get(id);
		expect(anew?.startedAtMs).toBeGreaterThan(first.get(id)?.startedAtMs ?? Number.POSITIVE_INFINITY);
		for (const of of [id, created]) await engine.containers.remove(of, bounded());
		expect((await engine.stats.readings([id], bounded())).size).toBe(0);
	});
}
