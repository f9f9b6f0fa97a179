import { AppError, type LeaseId, MINUTE, type NodeId, SECOND, type TenantId, type VolumeId } from "@berth/core";
import type { UsageRecord, UsageTarget } from "@berth/db";
import type { UsageReading } from "@berth/engine";
import { expect, test } from "vitest";
import { noLog } from "../observe.ts";
import { createManualClock } from "../testing/manual-clock.ts";
import { createUsageRecorder, type RecorderTools } from "./recorder.ts";
import { defaultUsage, EVERY_MAX_MS } from "./usage-options.ts";

const [tenantId, leaseId, nodeId] = ["tenant" as TenantId, "lease" as LeaseId, "node" as NodeId];
const fence = { nodeId, epoch: 1 };
const MIB = 2 ** 20;

interface Container {
	startedAtMs: number;
	/** Thousandths of a core that it uses from then on. */
	millis: number;
	/** It was stopped then; null while it runs. */
	endedAtMs: number | null;
	service: string;
}

/** A host whose containers use what they are said to, a table that keeps the fuller of two, and a clock that is moved by hand. */
function createStage(options: Partial<RecorderTools["options"]> = {}) {
	const clock = createManualClock(Date.UTC(2026, 0, 2, 10, 0, 0));
	const nowMs = () => clock.now().getTime();
	const containers = new Map<string, Container>();
	const rows = new Map<string, UsageRecord>();
	const said: string[] = [];
	const stage = {
		isDown: false,
		hasEngine: true,
		writes: 0,
		cpuPerReading: 0,
		slowedBy: 1,
		volumeBytes: null as number | null,
		hint: () => {},
	};
	let cpuMs = 0;
	let samples = 0;
	const targets = (): UsageTarget[] =>
		[...containers].flatMap(([containerId, { service, endedAtMs }]) =>
			endedAtMs === null ? [{ tenantId, leaseId, service, containerId }] : [],
		);
	const read = ({ startedAtMs, millis }: Container): UsageReading => ({
		atMs: nowMs(),
		startedAtMs,
		source: "cgroup",
		cpuUsedNs: (nowMs() - startedAtMs) * millis * 1_000,
		memoryBytes: 10 * MIB,
		rxBytes: nowMs() - startedAtMs,
		txBytes: null,
	});
	const refuse = (code: "DATABASE_UNAVAILABLE" | "ENGINE_UNREACHABLE") => Promise.reject(new AppError(code));
	const tools = {
		clock,
		log: { ...noLog, info: (_: object, message: string) => void said.push(message) },
		options: { ...defaultUsage, ...options },
		engine: {
			stats: {
				readings: async (ids: readonly string[]) => {
					if (!stage.hasEngine) return refuse("ENGINE_UNREACHABLE");
					samples += ids.length;
					cpuMs += ids.length * stage.cpuPerReading;
					return new Map(
						ids.flatMap((id) => (containers.get(id)?.endedAtMs === null ? [[id, read(containers.get(id) as Container)]] : [])),
					);
				},
				cost: () => ({ samples, cpuMs }),
				slowDown: (factor: number) => {
					stage.slowedBy = factor;
				},
				upstreams: () => 0,
			},
			logs: { cost: () => ({ followers: 0, lines: 0, bytes: 0, cpuMs: 0 }) },
			volumes: { usages: async (ids: readonly string[]) => ids.map((id) => ({ id, usedBytes: stage.volumeBytes, limitBytes: null })) },
		},
		stores: {
			wakeups: {
				subscribe: (subscriber: { readonly onHint: (hint: object) => void }) => {
					stage.hint = () => subscriber.onHint({ nodeId });
					return () => undefined;
				},
			},
			volumes: {
				listByNode: async () =>
					stage.volumeBytes === null
						? []
						: [{ id: "volume" as VolumeId, nodeId, tenantId, leaseId, retentionId: null, service: "web", index: 0 }],
			},
			usage: {
				targets: async () => (stage.isDown ? refuse("DATABASE_UNAVAILABLE") : targets()),
				record: async (_: unknown, minutes: readonly UsageRecord[]) => {
					if (stage.isDown) return refuse("DATABASE_UNAVAILABLE");
					stage.writes++;
					for (const minute of minutes) {
						const key = `${minute.service} ${minute.at.toISOString().slice(11, 16)}`;
						if (minute.measuredSeconds + minute.diskSeconds > (rows.get(key)?.measuredSeconds ?? -1) + (rows.get(key)?.diskSeconds ?? 0))
							rows.set(key, minute);
					}
					return { missed: 0 };
				},
				keepUp: async () => null,
			},
		},
		// As much of the stores and of the engine as a recorder calls.
	} as unknown as RecorderTools;
	return {
		...tools,
		clock,
		rows,
		said,
		stage,
		start: () => createUsageRecorder(tools),
		run: (id: string, millis: number, service = "web") => containers.set(id, { startedAtMs: nowMs(), millis, endedAtMs: null, service }),
		end(id: string) {
			const container = containers.get(id);
			if (container) container.endedAtMs = nowMs();
		},
		async pass(ms: number) {
			for (let left = ms; left > 0; left -= SECOND) await clock.advance(Math.min(SECOND, left));
		},
		sum: (read: (row: UsageRecord) => number | null) => [...rows.values()].reduce((total, row) => total + (read(row) ?? 0), 0),
	};
}

test("minutes come to what the counters say, wherever the readings fell, with one write for each", async () => {
	const stage = createStage({ everyMs: 17 * SECOND });
	stage.run("a", 250);
	stage.run("b", 500);
	const recorder = stage.start();
	recorder.begin(nodeId, fence);
	await stage.pass(10 * MINUTE + 30 * SECOND);
	expect(stage.stage.writes).toBeLessThanOrEqual(10);
	expect(stage.rows.get("web 10:05")).toEqual({
		tenantId,
		leaseId,
		service: "web",
		at: new Date(Date.UTC(2026, 0, 2, 10, 5)),
		measuredSeconds: 60,
		cpuMs: 45_000,
		memoryByteSeconds: 2 * 10 * MIB * 60,
		memoryPeakBytes: 2 * 10 * MIB,
		diskSeconds: 0,
		diskByteSeconds: 0,
		rxBytes: 120_000,
		txBytes: null,
	});
	await recorder.end();
	expect(stage.sum(({ cpuMs }) => cpuMs)).toBeGreaterThan(10 * 45_000);
	expect(stage.sum(({ cpuMs }) => cpuMs)).toBeLessThanOrEqual(10.5 * 45_000);
});

test("a container that starts anew is counted from its start, its counters never backwards, and what was not measured is no zero", async () => {
	const stage = createStage();
	stage.run("a", 1_000);
	const recorder = stage.start();
	recorder.begin(nodeId, fence);
	await stage.pass(2 * MINUTE + 20 * SECOND);
	stage.end("a");
	await stage.pass(3 * MINUTE);
	stage.run("a", 100);
	await stage.pass(3 * MINUTE);
	await recorder.end();
	for (const { cpuMs, measuredSeconds, rxBytes } of stage.rows.values()) {
		expect(cpuMs).toBeGreaterThanOrEqual(0);
		expect(cpuMs).toBeLessThanOrEqual(measuredSeconds * 1_000 + 500);
		expect(rxBytes).toBeGreaterThanOrEqual(0);
	}
	expect(stage.rows.has("web 10:03")).toBe(false);
	expect(stage.rows.get("web 10:02")?.measuredSeconds).toBeLessThan(60);
	expect(stage.rows.get("web 10:05")).toMatchObject({ measuredSeconds: 40, cpuMs: 4_000 });
	expect(stage.rows.get("web 10:06")).toMatchObject({ measuredSeconds: 60, cpuMs: 6_000 });
});

test("a process that is killed loses the minute under way and nothing else, and its successor counts nothing twice", async () => {
	const stage = createStage();
	stage.run("a", 1_000);
	const killed = stage.start();
	killed.begin(nodeId, fence);
	await stage.pass(5 * MINUTE + 40 * SECOND);
	// It hears of nothing any more; what it does is refused.
	const successor = stage.start();
	successor.begin(nodeId, { ...fence, epoch: 2 });
	await stage.pass(5 * MINUTE);
	const total = stage.sum(({ cpuMs }) => cpuMs);
	expect(total).toBeGreaterThan(9 * MINUTE);
	expect(total).toBeLessThanOrEqual(10 * MINUTE + 40 * SECOND);
	for (const { measuredSeconds, cpuMs } of stage.rows.values()) expect(Math.abs(cpuMs - measuredSeconds * 1_000)).toBeLessThan(1_000);
	await Promise.all([killed.end(), successor.end()]);
});

test("while the database is away nothing is lost, and a stop writes what there is of the minute under way", async () => {
	const stage = createStage();
	stage.run("a", 500);
	const recorder = stage.start();
	recorder.begin(nodeId, fence);
	await stage.pass(MINUTE + 30 * SECOND);
	stage.stage.isDown = true;
	await stage.pass(20 * MINUTE);
	expect(recorder.figures().minutesPending).toBeGreaterThan(18);
	stage.stage.isDown = false;
	await stage.pass(2 * MINUTE);
	expect(recorder.figures().minutesPending).toBeLessThanOrEqual(2);
	// A short loss of the engine is bridged by counters that went on, a long one is a gap.
	stage.stage.hasEngine = false;
	await stage.pass(2 * MINUTE);
	stage.stage.hasEngine = true;
	await stage.pass(2 * MINUTE);
	await recorder.end();
	expect(stage.sum(({ measuredSeconds }) => measuredSeconds)).toBeGreaterThan(27 * 60);
	expect(stage.sum(({ cpuMs }) => cpuMs)).toBeGreaterThan(27 * 30_000);
	expect(recorder.figures().minutesLost).toBe(0);
});

test("a disk has use also while nothing runs, and one that is not known has none", async () => {
	const stage = createStage();
	stage.stage.volumeBytes = 7 * MIB;
	const recorder = stage.start();
	recorder.begin(nodeId, fence);
	await stage.pass(3 * MINUTE);
	expect(stage.rows.get("web 10:01")).toMatchObject({
		measuredSeconds: 0,
		cpuMs: 0,
		memoryByteSeconds: null,
		diskSeconds: 60,
		diskByteSeconds: 60 * 7 * MIB,
	});
	await recorder.end();
});

test("watching that costs more than its budget becomes rarer up to a bound and says so, and comes back when it costs less", async () => {
	const stage = createStage({ cpuBudgetPercent: 1 });
	for (let i = 0; i < 50; i++) stage.run(`c${i}`, 10);
	const recorder = stage.start();
	recorder.begin(nodeId, fence);
	await stage.pass(3 * MINUTE);
	expect(recorder.figures()).toMatchObject({ slowedBy: 1, everyMs: defaultUsage.everyMs, containers: 50 });
	// A reading of all takes 1.5 s of a core: ten per cent of one.
	stage.stage.cpuPerReading = 30;
	await stage.pass(20 * MINUTE);
	expect(recorder.figures()).toMatchObject({ slowedBy: 8, everyMs: EVERY_MAX_MS });
	expect(stage.stage.slowedBy).toBe(8);
	expect(stage.said.filter((message) => message.startsWith("watching costs more"))).toHaveLength(3);
	expect(recorder.figures().cpuPercent).toBeLessThan(2);
	stage.stage.cpuPerReading = 0.01;
	await stage.pass(20 * MINUTE);
	expect(recorder.figures()).toMatchObject({ slowedBy: 1, everyMs: defaultUsage.everyMs });
	await recorder.end();
});

test("containers at rest are read once a minute, to the same sums, until one works or another begins", async () => {
	const stage = createStage();
	for (let i = 0; i < 5; i++) stage.run(`c${i}`, 1);
	const recorder = stage.start();
	recorder.begin(nodeId, fence);
	const samplesOf = async (ms: number) => {
		const before = stage.engine.stats.cost().samples;
		await stage.pass(ms);
		return stage.engine.stats.cost().samples - before;
	};
	await stage.pass(5 * MINUTE);
	expect(await samplesOf(10 * MINUTE)).toBe(5 * 10);
	// A lease changes: it has a container more, which is read at once, and all are read as often as ever.
	stage.run("new", 100);
	stage.stage.hint();
	expect(await samplesOf(SECOND)).toBe(6);
	expect(await samplesOf(10 * MINUTE)).toBeGreaterThanOrEqual(6 * 39);
	stage.end("new");
	await stage.pass(5 * MINUTE);
	expect(await samplesOf(10 * MINUTE)).toBe(5 * 10);
	await recorder.end();
	// What the five used all along, and the other one for ten minutes, but for the pause after its last reading.
	const usedMs = 5 * 40 * MINUTE * 0.001 + 10 * MINUTE * 0.1;
	const toldMs = stage.sum(({ cpuMs }) => cpuMs);
	expect(toldMs).toBeLessThanOrEqual(usedMs + 5 * MINUTE * 0.001);
	expect(toldMs).toBeGreaterThan(usedMs - 16 * SECOND * 0.1);
});
