import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRunningFrame, statsFrame, toSample } from "./to-sample.ts";

const GIB = 1024 ** 3;
const limits = { cpuMillis: 500, hostMemoryBytes: 8 * GIB, source: "daemon" as const };

interface Facts {
	readonly second?: number;
	readonly usedNs?: number;
	readonly systemNs?: number;
	readonly cpus?: object;
	readonly memory?: object | null;
	readonly rx?: number;
	readonly disk?: unknown;
}
const frame = ({ second = 0, usedNs = 0, systemNs = 1, cpus = { online_cpus: 4 }, memory = null, rx = 0, disk = null }: Facts = {}) =>
	statsFrame.parse({
		read: new Date(Date.UTC(2030, 0, 1) + second * 1_000).toISOString(),
		pids_stats: {},
		cpu_stats: { cpu_usage: { total_usage: usedNs, percpu_usage: [0, 0] }, system_cpu_usage: systemNs, ...cpus },
		memory_stats: memory,
		blkio_stats: { io_service_bytes_recursive: disk },
		networks: { eth0: { rx_bytes: rx, tx_bytes: 0 }, eth1: { rx_bytes: 0, tx_bytes: 0 } },
	});

describe("a sample", () => {
	test("has the share of all cores, and of the container's own limit", () => {
		const before = frame({ usedNs: 0, systemNs: 1_000 });
		const { cpu } = toSample(frame({ second: 1, usedNs: 100, systemNs: 2_000 }), before, limits);
		expect(cpu).toMatchObject({ percent: 40, ofLimitPercent: 80 });
		const old = toSample(frame({ second: 1, usedNs: 100, systemNs: 2_000, cpus: {} }), before, { ...limits, cpuMillis: null });
		expect(old.cpu).toMatchObject({ percent: 20, ofLimitPercent: null });
	});

	test("knows no rate from one frame, nor from two of different starts", () => {
		expect(toSample(frame({ usedNs: 5, rx: 7 }), null, limits)).toMatchObject({
			cpu: { percent: null },
			network: { rx: { bytes: 7, perSecond: null } },
		});
		const restarted = toSample(frame({ second: 1, usedNs: 1, systemNs: 9, rx: 1 }), frame({ usedNs: 5, rx: 7 }), limits);
		expect(restarted).toMatchObject({ cpu: { percent: null }, network: { rx: { bytes: 1, perSecond: null } } });
	});

	test.each([
		["cgroup v1", { total_inactive_file: 30, inactive_file: 10, cache: 50 }, 70],
		["cgroup v2", { inactive_file: 10 }, 90],
		["an old daemon", { cache: 50 }, 50],
		["more cache than use", { inactive_file: 200 }, 100],
	])("counts memory without the cache that can go: %s", (_, stats, usedBytes) => {
		const { memory } = toSample(frame({ memory: { usage: 100, limit: 200, stats } }), null, limits);
		expect(memory).toEqual({ usedBytes, rawBytes: 100, limitBytes: 200, ofLimitPercent: usedBytes / 2 });
	});

	test("says null, never zero, for what is not known", () => {
		const unknown = toSample(frame(), null, limits);
		expect(unknown).toMatchObject({ memory: { usedBytes: null, limitBytes: null }, disk: { read: { bytes: null } }, pids: null });
		expect(toSample(frame({ memory: { usage: 1, limit: 16 * GIB } }), null, limits).memory.limitBytes).toBeNull();
		expect(toSample(frame({ disk: [] }), null, limits).disk.read.bytes).toBe(0);
	});

	test("adds up interfaces and operations, whatever the case of their names", () => {
		const disk = [
			{ op: "Read", value: 1 },
			{ op: "read", value: 2 },
			{ op: "Write", value: 4 },
			{ op: "Total", value: 7 },
		];
		expect(toSample(frame({ disk }), null, limits).disk).toMatchObject({ read: { bytes: 3 }, write: { bytes: 4 } });
		expect(toSample(frame({ second: 2, rx: 30 }), frame({ rx: 10 }), limits).network.rx).toEqual({ bytes: 30, perSecond: 10 });
	});

	test("never has a negative or endless figure", () => {
		const facts = fc.record({ second: fc.nat(3), usedNs: fc.nat(), systemNs: fc.nat(), rx: fc.nat() });
		fc.assert(
			fc.property(facts, facts, (one, two) => {
				const { cpu, network } = toSample(frame(two), frame(one), limits);
				for (const figure of [cpu.percent, cpu.ofLimitPercent, network.rx.perSecond]) {
					if (figure !== null) expect(figure >= 0 && Number.isFinite(figure)).toBe(true);
				}
			}),
		);
	});

	test("is not taken from the empty frame of a container that does not run", () => {
		expect(isRunningFrame(frame())).toBe(true);
		expect(isRunningFrame({ ...frame(), read: "0001-01-01T00:00:00Z" })).toBe(false);
	});
});
