import { expect, test } from "vitest";
import { type Capabilities, capabilityNames } from "../capabilities.ts";
import { judgeProbe } from "./capabilities.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { json, type ScriptedDaemon, startScriptedDaemon } from "./scripted-daemon.ts";

const call = { signal: new AbortController().signal };

const info = {
	ServerVersion: "20.10.24",
	OperatingSystem: "Linux",
	OSType: "linux",
	Architecture: "x86_64",
	NCPU: 2,
	MemTotal: 1,
	Driver: "overlay2",
	CgroupVersion: "2",
	DockerRootDir: "/var/lib/docker",
	SystemTime: "2030-01-01T00:00:00Z",
	MemoryLimit: true,
	SwapLimit: true,
	CpuCfsQuota: true,
	PidsLimit: true,
	LiveRestoreEnabled: false,
};

function answerAll(daemon: ScriptedDaemon): void {
	daemon.on("GET /info", json(info));
	daemon.on("GET /exec/berth-capability-probe/json", json({ message: "No such exec instance: berth-capability-probe" }, 404));
	daemon.on("POST /build/cancel", json({ message: "build ID not provided" }, 500));
	daemon.on("POST /containers/berth-capability-probe/update", json({ message: "No such container: berth-capability-probe" }, 404));
}

async function look(prepare: (daemon: ScriptedDaemon) => void): Promise<Capabilities> {
	await using daemon = await startScriptedDaemon();
	answerAll(daemon);
	prepare(daemon);
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "x" });
	try {
		return await engine.host.capabilities(call);
	} finally {
		await engine.close();
	}
}

const availableOf = (seen: Capabilities) => capabilityNames.filter((name) => seen[name].available);
const speaking = (newest: string, oldest = "1.24") => json({ Version: "x", ApiVersion: newest, MinAPIVersion: oldest });

test("an old daemon can what it says and lets through, and of the rest it is said why not", async () => {
	const seen = await look(() => undefined);
	expect(availableOf(seen)).toEqual([
		"memory-limit",
		"swap-limit",
		"cpu-limit",
		"pids-limit",
		"live-limits",
		"exec",
		"network-probes",
		"build",
	]);
	expect(seen["several-networks-at-create"].why).toContain("1.44");
	expect(seen["volume-subpath"].why).toContain("1.45");
	for (const name of capabilityNames) expect(seen[name].why === null).toBe(seen[name].available);
});

test.each([
	["1.43", []],
	["1.44", ["several-networks-at-create"]],
	["1.45", ["several-networks-at-create", "volume-subpath"]],
	["1.52", ["several-networks-at-create", "volume-subpath"]],
])("a daemon of API %s can what came until then", async (newest, expected) => {
	const seen = await look((daemon) => daemon.on("GET /version", speaking(newest)));
	expect(availableOf(seen).filter((name) => name === "several-networks-at-create" || name === "volume-subpath")).toEqual(expected);
});

test("a kernel that enforces nothing has no limits to change either", async () => {
	const none = { MemoryLimit: false, SwapLimit: false, CpuCfsQuota: false, PidsLimit: false, LiveRestoreEnabled: true };
	const seen = await look((daemon) => daemon.on("GET /info", json({ ...info, ...none })));
	expect(availableOf(seen)).toEqual(["exec", "network-probes", "build", "live-restore"]);
	expect(seen["memory-limit"].why).toContain("cgroup v2");
});

test("a way to the daemon that lets no exec, build and update through is told by its refusals", async () => {
	const refuse = json({ message: "forbidden" }, 403);
	const seen = await look((daemon) => {
		daemon.on("GET /exec/berth-capability-probe/json", refuse);
		daemon.on("POST /build/cancel", json({ message: "page not found" }, 404));
		daemon.on("POST /containers/berth-capability-probe/update", refuse);
	});
	expect(availableOf(seen)).toEqual(["memory-limit", "swap-limit", "cpu-limit", "pids-limit", "network-probes"]);
	expect(seen.exec.why).toContain("does not let");
	expect(seen.build.why).toContain("knows no such call");
});

test("a daemon without root keeps its containers' addresses to itself", async () => {
	const seen = await look((daemon) =>
		daemon.on("GET /info", json({ ...info, SecurityOptions: ["name=seccomp,profile=default", "name=rootless"] })),
	);
	expect(seen["network-probes"].why).toContain("without root");
});

test("many who ask at a time are answered by one look", async () => {
	await using daemon = await startScriptedDaemon();
	answerAll(daemon);
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "x" });
	const [first, second] = await Promise.all([engine.host.capabilities(call), engine.host.capabilities(call)]);
	expect(first).toBe(second);
	expect(daemon.requests.filter((request) => request.endsWith("/build/cancel"))).toHaveLength(1);
	await engine.host.capabilities(call);
	expect(daemon.requests.filter((request) => request.endsWith("/build/cancel"))).toHaveLength(2);
	await engine.close();
});

test("an answer that tells nothing is an error and never a no", () => {
	expect(() => judgeProbe("x", { status: 500, words: "boom" }, /no such/)).toThrow(expect.objectContaining({ code: "ENGINE_FAILED" }));
});

test("a daemon that is too old says so to every call, and is still described and judged", async () => {
	await using daemon = await startScriptedDaemon();
	daemon.on("GET /version", speaking("1.40", "1.12"));
	daemon.on("GET /info", json(info));
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "x" });
	const tooOld = { code: "UNSUPPORTED", data: { engine: "1.40", needed: "1.41" } };
	await expect(engine.host.capabilities(call)).rejects.toMatchObject(tooOld);
	await expect(engine.containers.list({ managed: true }, call)).rejects.toMatchObject(tooOld);
	expect(await engine.host.ping(call)).toMatchObject({ ok: true });
	expect(await engine.host.info(call)).toMatchObject({ apiVersion: "1.40" });
	expect(await engine.host.preflight(call)).toContainEqual(expect.objectContaining({ id: "engine_api_version", severity: "blocker" }));
	await engine.close();
});
