import { type ChildProcess, execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { type LeaseId, newId, type TenantId } from "@berth/core";
import type { Engine } from "@berth/engine";
import { createDockerEngine, type DockerEngineOptions } from "@berth/engine/docker";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createDaemonApi } from "../contract/daemon-api.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages, makeRootfs } from "../support/fixture-images.ts";
import { createOwnDockerd, type OwnDockerd } from "../support/own-dockerd.ts";
import { waitUntil } from "../support/wait-until.ts";

const run = promisify(execFile);
const call = { signal: new AbortController().signal };
const METADATA = "169.254.169.254";
/** Another address of the same listener, of a range that is kept for documentation. */
const ELSEWHERE = "192.0.2.1";

type Guard = NonNullable<DockerEngineOptions["metadataGuard"]>;

/** A daemon in a network of its own, in which something answers at the address of the cloud's metadata. */
describe("the cloud's metadata", () => {
	const installation = newId();
	const engines: Engine[] = [];
	let daemon: OwnDockerd;
	let listener: ChildProcess;
	let removeRootfs: () => Promise<void>;
	let image: string;

	const inside = (...argv: string[]) => run("nsenter", [`--net=${daemon.networkPath}`, ...argv]);
	/** The engine's own programs, in the daemon's network instead of this machine's. */
	const there: Pick<Guard, "tools" | "hasInterface"> = {
		tools: {
			find: async (tool) => `/usr/sbin/${tool}`,
			run: async (tool, args) => {
				try {
					return { exitCode: 0, ...(await inside(tool, ...args)) };
				} catch (error) {
					const code = error instanceof Error && "code" in error ? Number(error.code) : 255;
					return { exitCode: code, stdout: "", stderr: "" };
				}
			},
		},
		hasInterface: (name) =>
			inside("ip", "link", "show", name).then(
				() => true,
				() => false,
			),
	};
	const connect = (metadataGuard: Guard): Engine => {
		const engine = createDockerEngine({ socketPath: daemon.socketPath, installation, metadataGuard });
		engines.push(engine);
		return engine;
	};
	const answers = async (container: string, address: string): Promise<boolean> => {
		const script = 'nc -w 1 "$1" 80 < /dev/null > /dev/null';
		return (await createDaemonApi(daemon.socketPath).exec(container, ["sh", "-c", script, "sh", address])) === 0;
	};
	const lineOf = async (engine: Engine) => (await engine.host.preflight(call)).find(({ id }) => id === "metadata_guard");
	const startIn = async (engine: Engine, network: string, tenantId: TenantId) => {
		await engine.networks.ensure({ name: network, tenantId }, call);
		const spec = {
			name: `c-${newId()}`,
			owner: { tenantId, leaseId: newId<LeaseId>() },
			service: "app",
			index: 0,
			generation: 1,
			image,
			env: {},
			labels: {},
			ports: [],
			tmpfs: [],
			network: { name: network, aliases: [] },
			resources: { cpuMillis: 1_000, memoryBytes: 64 * 1024 * 1024, pidsMax: 32 },
			stopGraceMs: 1_000,
			init: true,
		};
		const { id } = await engine.containers.ensure(spec, call);
		await engine.containers.start(id, call);
		return id;
	};

	beforeAll(async () => {
		daemon = await createOwnDockerd();
		await daemon.start();
		image = (await ensureFixtureImages(daemon.socketPath)).sleeper;
		for (const address of [METADATA, ELSEWHERE]) await inside("ip", "address", "add", `${address}/32`, "dev", "lo");
		const { folder, remove } = await makeRootfs();
		removeRootfs = remove;
		listener = spawn("nsenter", [`--net=${daemon.networkPath}`, "busybox", "httpd", "-f", "-p", "80", "-h", `${folder}/www`], {
			stdio: "ignore",
		});
		await waitUntil(
			() =>
				inside("busybox", "sh", "-c", "nc -w 3 $0 80 < /dev/null", METADATA).then(
					() => true,
					() => false,
				),
			{
				timeoutMs: 30_000,
				what: "the listener",
			},
		);
	});
	// They look after the firewall for as long as they live.
	afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.close())));
	afterAll(async () => {
		listener?.kill();
		await removeRootfs?.();
		await daemon?.[Symbol.asyncDispose]();
	});

	it("answers containers while nobody guards it, and no container of any tenant once somebody does, on a flushed firewall too", async () => {
		const tenants = [newId<TenantId>(), newId<TenantId>()] as const;
		const before = await startIn(connect({ mode: "off" }), "one", tenants[0]);
		expect(await answers(before, METADATA)).toBe(true);

		const engine = connect({ mode: "require", ...there });
		await Promise.all([1, 2, 3].map(() => engine.networks.ensure({ name: "one", tenantId: tenants[0] }, call)));
		const after = await startIn(engine, "two", tenants[1]);
		for (const container of [before, after]) {
			expect(await answers(container, METADATA)).toBe(false);
			expect(await answers(container, ELSEWHERE)).toBe(true);
		}

		const rules = async () => (await inside("iptables", "-t", "raw", "-S")).stdout;
		const set = await rules();
		await inside("iptables", "-t", "raw", "-F");
		expect(await answers(after, METADATA)).toBe(true);
		expect(await lineOf(engine)).toMatchObject({ severity: "ok", remedy: null });
		expect(await answers(after, METADATA)).toBe(false);
		await connect({ mode: "check", ...there }).host.preflight(call);
		expect(await rules()).toBe(set);
	});

	it("keeps everything from starting where it must be guarded and cannot be, and is a warning where it need not", async () => {
		const tenantId = newId<TenantId>();
		const none: Guard["tools"] = { find: async () => null, run: async () => ({ exitCode: 4, stdout: "", stderr: "" }) };
		const container = await startIn(connect({ mode: "off" }), "three", tenantId);
		const refusal = { code: "ENGINE_FAILED", data: { why: "metadata-guard" } };
		const powerless = connect({ mode: "require", tools: none });
		// Its rules would stand in another network than the daemon's.
		const elsewhere = connect({ mode: "require", ...there, hasInterface: async () => false });
		for (const engine of [powerless, elsewhere]) {
			await expect(engine.networks.ensure({ name: "four", tenantId }, call)).rejects.toMatchObject(refusal);
			expect((await engine.networks.list(call)).map(({ name }) => name)).not.toContain("four");
		}
		await expect(powerless.containers.start(container, call)).rejects.toMatchObject(refusal);

		const lenient = connect({ mode: "check", tools: none });
		expect(await lenient.networks.ensure({ name: "four", tenantId }, call)).toMatchObject({ outcome: "created" });
		const severityOf = async (engine: Engine) => (await lineOf(engine))?.severity;
		expect([await severityOf(powerless), await severityOf(lenient), await severityOf(connect({ mode: "off" }))]).toEqual([
			"blocker",
			"warning",
			"info",
		]);
	});

	it("closes a flushed firewall for containers that run, while nobody asks anything of the engine", async () => {
		const before = connect({ mode: "check", ...there });
		const container = await startIn(before, "five", newId<TenantId>());
		expect(await answers(container, METADATA)).toBe(false);
		// The process that started it ends, and the next one starts nothing.
		await before.close();
		connect({ mode: "check", lookEveryMs: 250, ...there });
		for (const tool of ["iptables", "ip6tables"]) await inside(tool, "-t", "raw", "-F");
		await waitUntil(async () => !(await answers(container, METADATA)), { timeoutMs: 60_000, what: "the firewall to be set again" });
		expect(await answers(container, ELSEWHERE)).toBe(true);
	});

	it("is tried from inside a container: one that gets through keeps everything from starting where it must be guarded", async () => {
		const tenantId = newId<TenantId>();
		const mine = { name: "six", tenantId };
		/** Says that all the rules stand, and sets none. */
		const lying: Guard["tools"] = { find: async (tool) => `/${tool}`, run: async () => ({ exitCode: 0, stdout: "", stderr: "" }) };
		const required = connect({ mode: "require", ...there, tools: lying, probeImage: image });
		await inside("iptables", "-t", "raw", "-F");
		await expect(required.networks.ensure(mine, call)).rejects.toMatchObject({ code: "ENGINE_FAILED", data: { why: "metadata-guard" } });
		expect(await lineOf(required)).toMatchObject({ severity: "blocker", seen: `a container reached ${METADATA}`, broke: false });
		const lenient = connect({ mode: "check", ...there, tools: lying, probeImage: image });
		expect(await lineOf(lenient)).toMatchObject({ severity: "warning", seen: `a container reached ${METADATA}` });

		const able = connect({ mode: "require", ...there, probeImage: image });
		expect(await able.networks.ensure(mine, call)).toMatchObject({ outcome: "created" });
		expect(await lineOf(able)).toMatchObject({ severity: "ok", seen: expect.stringContaining("in vain") });

		const { containers, networks } = await createDockerHost(daemon.socketPath).leftovers(installation);
		expect([...containers.map(({ name }) => name), ...networks].filter((name) => name.startsWith("berth-probe-"))).toEqual([]);
	});
});
