import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { AppError } from "@berth/core";
import { describe, expect, test } from "vitest";
import type { Disk } from "../disk-room.ts";
import { listeningSockets, processesOf, readListening } from "./port-holders.ts";
import { judgeAddressPools } from "./preflight-address-pools.ts";
import { createDataRootCheck, judgeDataRoot } from "./preflight-data-root.ts";
import { createDiskCheck, judgeDisk } from "./preflight-disk.ts";
import { judgePorts, judgeProxy } from "./preflight-ingress.ts";
import { judgeIsolation } from "./preflight-isolation.ts";
import { judgeControllers, judgeInotify, judgeKernel, judgeRootless, readLegacy } from "./preflight-kernel.ts";
import { toFinding } from "./preflight-metadata.ts";
import { judgeOrphans } from "./preflight-orphans.ts";
import { judgeMount, judgePlacement } from "./preflight-probes.ts";
import { addressOfRegistry, judgeRegistries } from "./preflight-registries.ts";

const GIB = 1024 ** 3;
const diskOf = (free: number, total: number, freeInodes: number | null = null): Disk => ({
	freeBytes: free * GIB,
	totalBytes: total * GIB,
	freeInodes,
	totalInodes: 1_000,
});

describe("the disk", () => {
	test.each([
		[100, 1_000, null, "ok"],
		[50, 1_000, null, "warning"],
		[20, 1_000, null, "blocker"],
		[4, 10, null, "warning"],
		[0.5, 2, null, "blocker"],
		[0, 0, null, "blocker"],
		[500, 1_000, 50, "warning"],
		[500, 1_000, 10, "blocker"],
		[500, 1_000, 500, "ok"],
	])("%d of %d GiB free and %s of 1000 files is %s", (free, total, inodes, severity) => {
		expect(judgeDisk(diskOf(free, total, inodes), "/d").severity).toBe(severity);
	});

	test("that cannot be seen from here is said, not judged", () => {
		expect(judgeDisk(null, "/d").severity).toBe("info");
	});

	test("is left alone for an hour after three failures in a row, and one success begins the count anew", async () => {
		let nowMs = 0;
		let asked = 0;
		let works = false;
		const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs, sleep: () => Promise.resolve() };
		const check = createDiskCheck(clock, async () => {
			asked += 1;
			if (!works) throw new AppError("TIMEOUT");
			return diskOf(100, 1_000);
		});
		// The check reads the data root alone of all that a run gives it.
		const run = { facts: async () => ({ info: { DockerRootDir: "/d" } }) } as unknown as Parameters<typeof check.judge>[0];
		const look = async () => check.judge(run);

		await expect(look()).rejects.toMatchObject({ code: "TIMEOUT" });
		await expect(look()).rejects.toMatchObject({ code: "TIMEOUT" });
		works = true;
		expect((await look()).severity).toBe("ok");
		works = false;
		for (let i = 0; i < 3; i++) await expect(look()).rejects.toMatchObject({ code: "TIMEOUT" });
		expect(asked).toBe(6);
		expect(await look()).toMatchObject({ severity: "warning", seen: expect.stringContaining("3 times") });
		expect(asked).toBe(6);
		nowMs = 3_600_001;
		works = true;
		expect((await look()).severity).toBe("ok");
		nowMs += 1;
		expect((await look()).severity).toBe("ok");
	});
});

describe("address ranges", () => {
	const pool = [{ base: "10.0.0.0/16", size: 24 }];
	test.each([
		["none taken", pool, [], "ok", "256 of 256"],
		["one taken", pool, ["10.0.3.0/24"], "ok", "255 of 256"],
		["a small network takes its whole range", pool, ["10.0.3.64/28", "10.0.3.128/28"], "ok", "255 of 256"],
		["a large one takes several", pool, ["10.0.0.0/17"], "ok", "128 of 256"],
		["others' networks do not count", pool, ["192.168.0.0/24", "fd00::/64"], "ok", "256 of 256"],
		["few left", [{ base: "10.0.0.0/22", size: 24 }], ["10.0.0.0/24"], "warning", "3 of 4"],
		["none left", [{ base: "10.0.0.0/22", size: 24 }], ["10.0.0.0/8"], "blocker", "0 of 4"],
		["pools of IPv6 are not counted", [...pool, { base: "fd00::/48", size: 64 }], [], "ok", "256 of 256"],
	])("%s", (_, pools, subnets, severity, seen) => {
		expect(judgeAddressPools(pools, subnets)).toMatchObject({ severity, seen: expect.stringContaining(seen) });
	});
});

describe("the kernel", () => {
	test("is told by the controllers it has, of either kind", () => {
		const table = "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t9\t1\nmemory\t3\t9\t0\npids\t4\t9\t1\n";
		expect(readLegacy(table)).toEqual(["cpu", "pids"]);
		expect(judgeControllers(readLegacy(table))).toMatchObject({ severity: "warning", seen: "missing: memory" });
		expect(judgeControllers(["cpuset", "cpu", "io", "memory", "pids"]).severity).toBe("ok");
		expect(judgeControllers(readLegacy(null)).severity).toBe("info");
	});

	test.each([
		[{ instances: 100, watches: 1_000_000 }, "warning"],
		[{ instances: 1_024, watches: 8_000 }, "warning"],
		[{ instances: 128, watches: 1_000_000 }, "info"],
		[{ instances: 1_024, watches: 8_192 }, "info"],
		[{ instances: 1_024, watches: 524_288 }, "ok"],
		[{ instances: null, watches: null }, "info"],
	])("watches files: %o is %s", (limits, severity) => {
		expect(judgeInotify(limits).severity).toBe(severity);
	});

	test("names every limit that is too low, each with its setting", () => {
		const good = { pids: 4_194_304, files: 1_000_000, forwarding: 1, conntrackUsed: 10, conntrackMax: 1_000, ports: 28_232 };
		expect(judgeKernel(good).severity).toBe("ok");
		expect(judgeKernel({ ...good, conntrackUsed: null, conntrackMax: null }).severity).toBe("ok");
		const verdict = judgeKernel({ pids: 1_000, files: 10, forwarding: 0, conntrackUsed: 900, conntrackMax: 1_000, ports: 100 });
		for (const setting of ["pid_max", "file-max", "ip_forward", "nf_conntrack_max", "ip_local_port_range"])
			expect(verdict.remedy).toContain(setting);
		expect(judgeKernel({ pids: null, files: null, forwarding: null, conntrackUsed: null, conntrackMax: null, ports: null }).severity).toBe(
			"info",
		);
	});

	test("may be used by an engine without root, which is said", () => {
		expect(judgeRootless({ SecurityOptions: ["name=seccomp,profile=default", "name=rootless"] }).severity).toBe("warning");
		expect(judgeRootless({ SecurityOptions: ["name=userns"] })).toMatchObject({ severity: "ok", seen: expect.stringContaining("mapped") });
		expect(judgeRootless({ SecurityOptions: [] }).severity).toBe("ok");
	});
});

describe("the way in", () => {
	test("is a proxy that answers", () => {
		expect(judgeProxy([], "a=b").severity).toBe("warning");
		expect(judgeProxy([{ name: "traefik", answers: false }], "a=b").severity).toBe("warning");
		const two = [
			{ name: "old", answers: false },
			{ name: "new", answers: true },
		];
		expect(judgeProxy(two, "a=b").severity).toBe("ok");
	});

	test("has its ports to itself, and whoever holds one is named", () => {
		const proxy = { name: "traefik", leaseId: null, isProxy: true };
		const stranger = { name: "nginx", leaseId: null, isProxy: false };
		const nobody: ReadonlyMap<number, string> = new Map();
		expect(judgePorts([80, 443], [], nobody)).toMatchObject({ severity: "ok", seen: "80, 443 free" });
		expect(judgePorts([80], [{ port: 80, ...proxy }], new Map([[80, "the process docker-proxy 7"]])).severity).toBe("ok");
		expect(judgePorts([80], [{ port: 80, ...stranger }], nobody).seen).toBe("80 is held by the container nginx");
		const ours = { port: 80, name: "web-0", leaseId: "0190", isProxy: false };
		expect(judgePorts([80], [ours], nobody).seen).toBe("80 is held by the container web-0 of the lease 0190");
		expect(judgePorts([80], [], new Map([[80, "Berth itself"]])).seen).toBe("80 is held by Berth itself");
		expect(judgePorts([80], [{ port: 81, ...stranger }], new Map([[81, "the process nginx 7"]])).severity).toBe("ok");
	});

	test("is seen in the kernel's table of sockets", () => {
		const table = [
			"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
			"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0",
			"   1: 0100007F:0050 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1",
			"   2: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 0 0 0 4713 1",
		].join("\n");
		expect([...listeningSockets(table)]).toEqual([
			[8080, "4711"],
			[443, "4713"],
		]);
	});

	test("is held by a process that is known by its name, this one by ours", async () => {
		const server = createServer().listen(0, "127.0.0.1");
		await once(server, "listening");
		try {
			const { port } = server.address() as AddressInfo;
			const inode = (await readListening()).get(port) ?? "";
			expect(await processesOf(new Set([inode]))).toEqual(new Map([[inode, "Berth itself"]]));
			expect(await processesOf(new Set(["0"]))).toEqual(new Map());
		} finally {
			server.close();
		}
	});
});

describe("the engine's data", () => {
	const disk = { device: "8:1", source: "/dev/sda1", fsType: "ext4", options: ["rw"] };
	test.each([
		[disk, null, "ok"],
		[disk, disk, "ok"],
		[null, null, "info"],
		[{ ...disk, fsType: "tmpfs" }, null, "warning"],
		[{ ...disk, options: ["ro"] }, disk, "blocker"],
		[{ ...disk, device: "8:2" }, disk, "blocker"],
	])("on %o, and first seen on %o, is %s", (now, first, severity) => {
		expect(judgeDataRoot("/var/lib/docker", now, first).severity).toBe(severity);
	});

	test("on a disk that went is noticed, though the directory below it is there", async () => {
		const lines = [`1 0 8:1 / / rw - ext4 /dev/sda1 rw`, `2 1 8:2 / ${tmpdir()} rw - ext4 /dev/sdb1 rw`];
		const check = createDataRootCheck(async () => lines.join("\n"));
		// The check reads the data root alone of all that a run gives it.
		const run = { facts: async () => ({ info: { DockerRootDir: tmpdir() } }) } as unknown as Parameters<typeof check.judge>[0];
		expect(await check.judge(run)).toMatchObject({ severity: "ok", seen: expect.stringContaining("/dev/sdb1") });
		lines.pop();
		expect(await check.judge(run)).toMatchObject({ severity: "blocker", seen: expect.stringContaining("was on /dev/sdb1") });
	});
});

describe("what Berth keeps", () => {
	const placed = { containerId: null, volumeName: null, ignoredIds: [], toHostPath: (path: string) => path };
	test.each([
		[{ ...placed, mode: "native" }, "ok"],
		[{ ...placed, mode: "native", ignoredIds: ["ab"] }, "warning"],
		[{ ...placed, mode: "bind", containerId: "ab" }, "ok"],
		[{ ...placed, mode: "volume", containerId: "ab", volumeName: "v" }, "ok"],
		[{ ...placed, mode: "unmounted", containerId: "ab" }, "blocker"],
	] as const)("%o is %s", (placement, severity) => {
		expect(judgePlacement(placement, "/data").severity).toBe(severity);
	});

	test("must be what containers see of it", () => {
		expect(judgeMount({ isFound: true, isSame: true }, "/d").severity).toBe("ok");
		expect(judgeMount({ isFound: true, isSame: false }, "/d").severity).toBe("blocker");
		expect(judgeMount({ isFound: false, isSame: false }, "/d").severity).toBe("blocker");
	});

	test("belongs to somebody, or it is said how much does not", () => {
		expect(judgeOrphans({ containers: 0, networks: 0 }).severity).toBe("ok");
		expect(judgeOrphans({ containers: 2, networks: 1 }).severity).toBe("info");
	});
});

describe("the ways between and out", () => {
	test.each([
		[{ near: 0, far: 1 }, "ok"],
		[{ near: 0, far: 0 }, "warning"],
		[{ near: 1, far: 1 }, "info"],
		[{ near: 127, far: 127 }, "info"],
		[{ near: 0, far: 137 }, "info"],
	])("containers of two tenants: %o is %s", (trial, severity) => {
		expect(judgeIsolation(trial).severity).toBe(severity);
	});

	test("the shell that tries the cloud's metadata tells by its end which it reached", () => {
		const tried = ["169.254.169.254", "fd00:ec2::254"];
		expect(toFinding(0, tried)).toEqual({ kind: "closed", tried });
		expect(toFinding(2, tried)).toEqual({ kind: "open", reached: ["fd00:ec2::254"] });
		expect(toFinding(3, tried)).toEqual({ kind: "open", reached: tried });
		expect(toFinding(64, tried)).toMatchObject({ kind: "untried" });
		for (const code of [4, 126, 127, 137]) expect(() => toFinding(code, tried)).toThrow(expect.objectContaining({ code: "ENGINE_FAILED" }));
	});

	test("a registry is known by its host, with the port of its name", () => {
		expect(addressOfRegistry("docker.io")).toEqual({ host: "registry-1.docker.io", port: 443 });
		expect(addressOfRegistry("ghcr.io")).toEqual({ host: "ghcr.io", port: 443 });
		expect(addressOfRegistry("localhost:5000")).toEqual({ host: "localhost", port: 5_000 });
		expect(addressOfRegistry("[::1]:5000")).toEqual({ host: "::1", port: 5_000 });
	});

	test("one registry that cannot be reached is named, and no name is told from no answer", () => {
		expect(judgeRegistries([]).severity).toBe("ok");
		expect(judgeRegistries([{ registry: "a", failure: null }]).severity).toBe("ok");
		const looks = ["a", "b", "c"].map((registry, i) => ({ registry, failure: [null, "ENOTFOUND", "ECONNREFUSED"][i] ?? null }));
		expect(judgeRegistries(looks)).toMatchObject({ severity: "warning", seen: "b: its name has no address, c: ECONNREFUSED" });
	});
});
