import { readFile } from "node:fs/promises";
import { newId } from "@berth/core";
import type { Engine, StatsMessage, StatsSample } from "@berth/engine";
import { createDockerEngine } from "@berth/engine/docker";
import { expect, test } from "vitest";
import { createDockerHost } from "../support/docker-host.ts";
import { startDockerProxy } from "../support/docker-proxy.ts";
import { createDaemonApi, field } from "./daemon-api.ts";
import { runSleeper } from "./run-sleeper.ts";

const SOCKET = "/var/run/docker.sock";
const bounded = () => ({ signal: AbortSignal.timeout(60_000) });

async function ratedSample(stream: AsyncIterable<StatsMessage>): Promise<StatsSample> {
	for await (const message of stream) if (message.kind === "sample" && message.sample.cpu.percent !== null) return message.sample;
	throw new Error("no sample with rates");
}

test("the kernel's files are read where they can be, else one stream of the daemon serves all; both say the same", async () => {
	await using undo = new AsyncDisposableStack();
	const installation = `contract-${newId()}`;
	undo.defer(() => createDockerHost(SOCKET).sweep(installation));
	const proxy = undo.use(await startDockerProxy(SOCKET));
	const connect = (statsSource?: "daemon"): Engine => {
		const engine = createDockerEngine({ socketPath: proxy.socketPath, installation, ...(statsSource ? { statsSource } : {}) });
		undo.defer(() => engine.close());
		return engine;
	};
	const streams = () => proxy.calls.filter(({ path }) => path.endsWith("/stats")).length;
	const engine = connect();
	const id = await runSleeper(engine, installation);
	const { body } = await createDaemonApi(SOCKET).ask("GET", `/containers/${id}/json`);
	const pid = Number(field(field(body, "State"), "Pid"));
	const isReadable = (await readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "")).includes(id);

	const near = await ratedSample(engine.stats.watch(id, bounded()));
	expect(near.source).toBe(isReadable ? "cgroup" : "daemon");
	expect(streams()).toBe(isReadable ? 0 : 1);

	const before = streams();
	const far = connect("daemon");
	const samples = await Promise.all([1, 2, 3].map(() => ratedSample(far.stats.watch(id, bounded()))));
	expect(streams() - before).toBe(1);
	expect(far.stats.upstreams()).toBe(0);
	expect(samples[0]?.source).toBe("daemon");
	expect(near.memory.limitBytes).toBe(samples[0]?.memory.limitBytes);
	expect(near.pids).toBe(samples[0]?.pids);
	expect(Math.abs((near.memory.rawBytes ?? 0) - (samples[0]?.memory.rawBytes ?? 0))).toBeLessThan(4_194_304);
});

test("a daemon is asked once for each sample that is recorded, and for a stream only while somebody watches", async () => {
	await using undo = new AsyncDisposableStack();
	const installation = `contract-${newId()}`;
	undo.defer(() => createDockerHost(SOCKET).sweep(installation));
	const proxy = undo.use(await startDockerProxy(SOCKET));
	const limits = { statsEveryMs: 100, statsRecordEveryMs: 400 };
	const engine = createDockerEngine({ socketPath: proxy.socketPath, installation, limits, statsSource: "daemon" });
	undo.defer(() => engine.close());
	const asked = () => proxy.calls.filter(({ path }) => path.endsWith("/stats")).length;
	const id = await runSleeper(engine, installation);

	let samples = 0;
	for await (const message of engine.stats.record(id, bounded())) {
		expect(message).toMatchObject({ kind: "sample", sample: { source: "daemon" } });
		if (message.kind !== "sample") continue;
		samples++;
		expect(message.sample.cpu.percent === null).toBe(samples === 1);
		if (samples < 4) continue;
		const alone = asked();
		// One more may be under way.
		expect(alone - samples).toBeGreaterThanOrEqual(0);
		expect(alone - samples).toBeLessThanOrEqual(1);
		const watched = await ratedSample(engine.stats.watch(id, bounded()));
		expect(watched.cpu.percent).toBeGreaterThanOrEqual(0);
		expect(asked() - alone).toBeLessThanOrEqual(2);
		break;
	}
	expect(engine.stats.upstreams()).toBe(0);
});
