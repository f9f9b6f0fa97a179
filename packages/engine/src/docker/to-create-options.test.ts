import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContainerSpec } from "../spec.ts";
import { compareStored } from "./compare-stored.ts";
import { type CreateOptions, type Storage, toCreateOptions } from "./to-create-options.ts";
import { containerInspect } from "./wire.ts";

const spec: ContainerSpec = {
	name: "berth-web",
	owner: { tenantId: "t", leaseId: "l" },
	service: "web",
	index: 0,
	generation: 1,
	image: "registry.test/web:1",
	env: { B: "2", A: "1\nnext" },
	labels: { team: "blue" },
	ports: [
		{ port: 8080, protocol: "tcp" },
		{ port: 53, protocol: "udp" },
	],
	tmpfs: ["/scratch/"],
	network: { name: "berth-net", aliases: ["web", "web-0"] },
	resources: { cpuMillis: 1_500, memoryBytes: 64 * 1024 * 1024, pidsMax: 64 },
	stopGraceMs: 10_500,
	init: true,
};
const settings = { installation: "here", hashKey: "key", publishIp: "127.0.0.1", tmpfsBytes: 1_000, logFileBytes: 2_000, logFiles: 2 };
const storage: Storage = { owner: { uid: 0, gid: 0 }, volumes: ["/data"], tmpfs: [], binds: [] };
const bind = { source: "/volumes/v/data/var%2Fdb", target: "/var/db", readOnly: false };
const limits = { memory: true, cpu: true, pids: true, swap: true };
const options = (changes: Partial<ContainerSpec> = {}, found: Partial<Storage> = {}) =>
	toCreateOptions({ ...spec, ...changes }, { ...storage, ...found }, settings);

/** What a daemon that does as it is told would store. */
function stored(asked: CreateOptions) {
	return containerInspect.parse({
		Id: "c",
		Name: "/berth-web",
		Image: "sha256:0",
		State: { Status: "created", OOMKilled: false, ExitCode: 0, Error: "", StartedAt: "", FinishedAt: "" },
		Config: {
			Image: asked.Image,
			User: asked.User ?? "",
			Entrypoint: asked.Entrypoint ?? null,
			Cmd: asked.Cmd ?? null,
			Labels: asked.Labels,
		},
		HostConfig: { ...asked.HostConfig, IpcMode: "private", Binds: null, CapAdd: null, Devices: null },
		Mounts: asked.HostConfig.Mounts.map(({ Type, Source, Target, ReadOnly }) => ({ Type, Source, Destination: Target, RW: !ReadOnly })),
		NetworkSettings: { Ports: {}, Networks: {} },
	});
}

describe("create options", () => {
	test("take every right away and bound everything", () => {
		expect(options().HostConfig).toMatchObject({
			CapDrop: ["ALL"],
			SecurityOpt: ["no-new-privileges:true"],
			ReadonlyRootfs: true,
			Privileged: false,
			Memory: 67_108_864,
			MemorySwap: 67_108_864,
			NanoCpus: 1_500_000_000,
			PidsLimit: 64,
			RestartPolicy: { Name: "no" },
			LogConfig: { Type: "json-file", Config: { "max-size": "2000", "max-file": "2" } },
		});
	});

	test("publish ports on the given address and let the engine choose their number", () => {
		expect(options().HostConfig.PortBindings).toEqual({
			"53/udp": [{ HostIp: "127.0.0.1", HostPort: "" }],
			"8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }],
		});
	});

	test("cover each volume of the image, and let nothing be executed where nobody asked for it", () => {
		const tmpfs = options({}, { owner: { uid: 1000, gid: 1001 } }).HostConfig.Tmpfs;
		expect(Object.keys(tmpfs).sort()).toEqual(["/data", "/run", "/scratch", "/tmp"]);
		expect(tmpfs["/tmp"]).toBe("rw,nosuid,nodev,size=1000,mode=1777,noexec");
		expect(tmpfs["/data"]).toBe("rw,nosuid,nodev,size=1000,exec,mode=0755,uid=1000,gid=1001");
	});

	test("keep /tmp noexec also when the tenant names it", () => {
		expect(options({ tmpfs: ["/tmp", "/run/"] }).HostConfig.Tmpfs["/tmp"]).toContain("noexec");
		expect(options({ tmpfs: ["/tmp", "/run/"] }).HostConfig.Tmpfs["/run"]).toContain("noexec");
	});

	test("mount directories of volumes in the place of what they would cover, and nothing twice", () => {
		const { HostConfig, User } = options({}, { runAs: "999:998", binds: [{ ...bind, target: "/data" }] });
		expect(User).toBe("999:998");
		expect(HostConfig.Tmpfs).not.toHaveProperty("/data");
		expect(HostConfig.Mounts).toEqual([
			{ Type: "bind", Source: bind.source, Target: "/data", ReadOnly: false, BindOptions: { Propagation: "rprivate" } },
		]);
		for (const target of ["/tmp", "/run", "/scratch"])
			expect(() => options({}, { binds: [{ ...bind, target }] }), target).toThrow("one path");
		expect(() => options({}, { binds: [bind, bind] })).toThrow("one path");
	});

	test("replace the entrypoint only when the spec has one", () => {
		expect(options()).not.toHaveProperty("Entrypoint");
		expect(options({ command: [], args: [] })).not.toHaveProperty("Cmd");
		expect(options({ command: ["/app"], args: ["-v"] })).toMatchObject({ Entrypoint: ["/app"], Cmd: ["-v"] });
		expect(() => options({ command: ["", "-v"] })).toThrow("program");
	});

	test("switch off the image's health check where the spec has none, and say a given one in nanoseconds", () => {
		expect(options().Healthcheck).toEqual({ Test: ["NONE"] });
		expect(options({ healthCheck: { test: ["CMD", "ok"], intervalMs: 250, timeoutMs: 0, retries: 2 } }).Healthcheck).toEqual({
			Test: ["CMD", "ok"],
			Interval: 250_000_000,
			Retries: 2,
		});
	});

	test("refuse an environment and a path that would mean something else to the daemon", () => {
		expect(() => options({ env: { "A=B": "1" } })).toThrow("environment variable");
		for (const path of ["relative", "/", "/proc/x", "/a/../proc", "/a:ro", "/a,exec"]) {
			expect(() => options({ tmpfs: [path] }), path).toThrow("absolute path");
		}
	});

	test("round the grace up to whole seconds and never to none", () => {
		expect(options().StopTimeout).toBe(11);
		expect(options({ stopGraceMs: 0 }).StopTimeout).toBe(1);
	});

	test("do not depend on the order in which the spec says things", () => {
		fc.assert(
			fc.property(
				fc.shuffledSubarray([...spec.ports], { minLength: 2 }),
				fc.shuffledSubarray(["web", "web-0"], { minLength: 2 }),
				(ports, aliases) => {
					expect(options({ ports, network: { ...spec.network, aliases } })).toEqual(options());
				},
			),
		);
	});
});

describe("what the daemon stored", () => {
	test("is as asked when it did as it was told", () => {
		expect(compareStored(options(), stored(options()), limits)).toEqual([]);
	});

	test.each([
		["Privileged", { Privileged: true }],
		["CapAdd", { CapAdd: ["SYS_ADMIN"] }],
		["CapDrop", { CapDrop: [] }],
		["SecurityOpt", { SecurityOpt: ["no-new-privileges:true", "seccomp=unconfined"] }],
		["ReadonlyRootfs", { ReadonlyRootfs: false }],
		["Binds", { Binds: ["/:/host"] }],
		["Devices", { Devices: [{}] }],
		["Namespaces", { PidMode: "host" }],
		["NetworkMode", { NetworkMode: "host" }],
		[
			"PortBindings",
			{ PortBindings: { "8080/tcp": [{ HostIp: "0.0.0.0", HostPort: "" }], "53/udp": [{ HostIp: "127.0.0.1", HostPort: "" }] } },
		],
		["Memory", { Memory: 0 }],
		["MemorySwap", { MemorySwap: -1 }],
		["NanoCpus", { NanoCpus: 0 }],
		["PidsLimit", { PidsLimit: null }],
		["Tmpfs", { Tmpfs: {} }],
		["RestartPolicy", { RestartPolicy: { Name: "always" } }],
		["LogConfig", { LogConfig: { Type: "none", Config: {} } }],
		["Init", { Init: null }],
	])("is not as asked when %s differs", (field, changes) => {
		const seen = stored(options());
		expect(compareStored(options(), { ...seen, HostConfig: { ...seen.HostConfig, ...changes } }, limits)).toEqual([field]);
	});

	test("is not as asked when a volume was made, a label is missing or another program runs", () => {
		const seen = stored(options());
		expect(compareStored(options(), { ...seen, Mounts: [{ Type: "volume", Destination: "/data" }] }, limits)).toEqual(["Mounts"]);
		expect(compareStored(options(), { ...seen, Config: { ...seen.Config, Labels: {} } }, limits)).toEqual(["Labels"]);
		expect(compareStored(options({ command: ["/app"] }), seen, limits)).toContain("Entrypoint");
	});

	test("has every mount that was asked, from where and with the rights that were asked, and no other", () => {
		const asked = options({}, { binds: [bind] });
		const seen = stored(asked);
		expect(compareStored(asked, seen, limits)).toEqual([]);
		const mount = { Type: "bind", Source: bind.source, Destination: bind.target, RW: true };
		for (const mounts of [[], [{ ...mount, Source: "/" }], [{ ...mount, RW: false }], [mount, { ...mount, Destination: "/host" }]])
			expect(compareStored(asked, { ...seen, Mounts: mounts }, limits)).toEqual(["Mounts"]);
		expect(compareStored(options(), { ...seen, Config: { ...seen.Config, Labels: asked.Labels } }, limits)).toEqual([
			"MountsAsked",
			"Mounts",
		]);
	});

	test("may lack a limit that this kernel cannot enforce", () => {
		const seen = stored(options());
		const without = { ...seen, HostConfig: { ...seen.HostConfig, MemorySwap: -1, PidsLimit: null } };
		expect(compareStored(options(), without, { ...limits, swap: false, pids: false })).toEqual([]);
	});
});
