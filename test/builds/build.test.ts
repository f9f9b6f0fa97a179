import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, Secret } from "@berth/core";
import { createDockerEngine, type DockerEngine } from "@berth/engine/docker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages, tarOf } from "../support/fixture-images.ts";
import { type Registry, startRegistry } from "../support/registry.ts";
import { startRegistryGate } from "../support/registry-gate.ts";

const call = { signal: new AbortController().signal };
const MIB = 1024 * 1024;
const limits = { contextBytes: 16 * MIB, memoryBytes: 64 * MIB, cpuMillis: 500, pidsMax: 24, timeoutMs: 60_000 };

describe("a build", () => {
	const { docker } = createDockerHost();
	const run = newId();
	const tag = `localhost/berth-build/${run}:1`;
	let engine: DockerEngine;
	let registry: Registry;
	let folder: string;
	let pulled: string | null = null;

	beforeAll(async () => {
		registry = await startRegistry();
		engine = createDockerEngine({
			installation: run,
			registries: { [registry.host]: { username: "host", password: new Secret("of the host") } },
		});
		folder = await mkdtemp(join(tmpdir(), "berth-context-"));
		await mkdir(join(folder, "bin"));
		await copyFile("/bin/busybox", join(folder, "bin/busybox"));
	});
	afterAll(async () => {
		await engine.close();
		await docker
			.getImage(tag)
			.remove({ force: true })
			.catch(() => undefined);
		// A later build took the name of an earlier one's image.
		await docker.pruneImages({ filters: JSON.stringify({ dangling: ["true"], label: [`run=${run}`] }) });
		if (pulled !== null)
			await docker
				.getImage(pulled)
				.remove({ force: true })
				.catch(() => undefined);
		await rm(folder, { recursive: true, force: true });
		await registry[Symbol.asyncDispose]();
	});

	/** A context whose steps run in BusyBox; the first is this run's own, so that nothing of it is in a cache. */
	const contextOf = async (...steps: readonly string[]) => {
		const lines = ["FROM scratch", `LABEL run=${run} build=${newId()}`, "COPY bin /bin", ...steps];
		await writeFile(join(folder, "Dockerfile"), lines.join("\n"));
		return tarOf(folder);
	};
	const step = (script: string) => `RUN ${JSON.stringify(["/bin/busybox", "sh", "-c", script])}`;
	/** Images and containers of this run that have no name. */
	const unnamed = async () => {
		const images = await docker.listImages({ all: true });
		const containers = await docker.listContainers({ all: true });
		return [
			...images
				.filter(({ Labels, RepoTags }) => Labels?.run === run && !RepoTags?.some((name) => name !== "<none>:<none>"))
				.map(({ Id }) => Id),
			...containers.filter(({ Command }) => Command.includes(run)).map(({ Id }) => Id),
		].sort();
	};

	it("makes an image of a context, says what it does meanwhile, and has no network", async () => {
		const heard: string[] = [];
		const context = await contextOf(
			step(`echo said-${run}; /bin/busybox ip link | /bin/busybox grep -c eth0; true`),
			'CMD ["/bin/busybox", "true"]',
		);
		const image = await engine.builds.build({ tag, context, limits, onOutput: (text) => heard.push(text) }, call);
		expect(image.tags).toContain(tag);
		const output = heard.join("");
		expect(output).toContain(`said-${run}\n0\n`);
		expect(await engine.images.inspect(tag, call)).toMatchObject({ id: image.id });
	});

	it("leaves nothing behind when a step fails, when it takes too long, and when it is given up", async () => {
		const before = await unnamed();
		const build = async (script: string, given: { timeoutMs?: number; signal?: AbortSignal; heard?: (text: string) => void } = {}) => {
			const options = {
				tag: `${tag}-never`,
				context: await contextOf(step("echo one > /one"), step(script)),
				limits: { ...limits, timeoutMs: given.timeoutMs ?? 60_000 },
			};
			return await engine.builds.build({ ...options, onOutput: (text) => given.heard?.(text) }, { signal: given.signal ?? call.signal });
		};
		await expect(build(`echo ${run}; exit 3`)).rejects.toMatchObject({ code: "BAD_INPUT", data: { why: "step" } });
		expect(await unnamed()).toEqual(before);

		await expect(build(`echo ${run}; /bin/busybox sleep 600`, { timeoutMs: 4_000 })).rejects.toMatchObject({ code: "TIMEOUT" });
		expect(await unnamed()).toEqual(before);

		const giving = new AbortController();
		const heard = (text: string) => {
			if (text === `${run}\n`) giving.abort();
		};
		await expect(build(`echo ${run}; /bin/busybox sleep 600`, { signal: giving.signal, heard })).rejects.toMatchObject({ code: "ABORTED" });
		expect(await unnamed()).toEqual(before);
		expect(await engine.images.inspect(`${tag}-never`, call)).toBeNull();
	});

	it("holds each step to its memory, its share of a processor, and a number of processes", async () => {
		const heard: string[] = [];
		const read = (...paths: readonly string[]) => paths.map((path) => `/bin/busybox cat ${path} 2> /dev/null`).join(" || ");
		const cgroup = "/sys/fs/cgroup";
		const pids = read(`${cgroup}/pids/pids.max`, `${cgroup}/pids.max`);
		const until = `for i in $(/bin/busybox seq 600); do [ "$(${pids})" = max ] || break; /bin/busybox sleep 0.05; done`;
		const context = await contextOf(
			step(`${until}; echo "pids $(${pids})"`),
			step(`echo "memory $(${read(`${cgroup}/memory/memory.limit_in_bytes`, `${cgroup}/memory.max`)})"`),
			step(`echo "cpu $(${read(`${cgroup}/cpu/cpu.cfs_quota_us`, `${cgroup}/cpu.max`)})"`),
			step(`${until}; for i in $(/bin/busybox seq 100); do /bin/busybox sleep 60 & done; echo survived`),
		);
		const building = engine.builds.build({ tag: `${tag}-never`, context, limits, onOutput: (text) => heard.push(text) }, call);
		await expect(building).rejects.toMatchObject({ code: "BAD_INPUT", data: { why: "step" } });
		const output = heard.join("");
		expect(output).toMatch(/^pids 24$/m);
		expect(output).toMatch(/^memory 67108864$/m);
		expect(output).toMatch(/^cpu 50000( 100000)?$/m);
		expect(output).toContain("can't fork");
		expect(output).not.toMatch(/^survived$/m);
	});

	it("does not touch another's container, also when a step says that it is its own", async () => {
		const image = await engine.images.inspect((await ensureFixtureImages()).sleeper, call);
		const other = await docker.createContainer({ Image: image?.id ?? "", Cmd: ["true"], Labels: { run } });
		try {
			const heard: string[] = [];
			const context = await contextOf(step(`echo " ---> Running in ${other.id.slice(0, 12)}"`));
			await engine.builds.build({ tag, context, limits, onOutput: (text) => heard.push(text) }, call);
			expect(heard).toContain(` ---> Running in ${other.id.slice(0, 12)}\n`);
			expect((await other.inspect()).HostConfig.PidsLimit ?? 0).toBe(0);
		} finally {
			await other.remove({ force: true });
		}
	});

	it("stands on a private base with the credentials for its registry, and on none without", async () => {
		await using gate = await startRegistryGate(registry);
		const password = "of the team: 12345";
		const login = `Basic ${Buffer.from(`ann:${password}`).toString("base64")}`;
		gate.use(({ authorization }) => (authorization === login ? "forward" : "deny"));
		const published = await registry.publish(`team/private-${run}:1`);
		const base = published.replace(registry.host, gate.host);
		const build = async (secret: string | null) => {
			const auths = secret === null ? {} : { [gate.host]: { username: "ann", password: new Secret(secret) } };
			await writeFile(join(folder, "Dockerfile"), [`FROM ${base}`, `LABEL run=${run}`].join("\n"));
			return await engine.builds.build({ tag, context: tarOf(folder), limits, allowNetwork: true, auths }, call);
		};
		for (const wrong of [null, "guessed"])
			await expect(build(wrong)).rejects.toMatchObject({ code: "IMAGE_DENIED", data: { image: base } });
		expect(await engine.images.inspect(base, call)).toBeNull();
		try {
			// Of each length modulo three, for which the header ends differently.
			for (const username of ["ann", "anna", "annab"]) {
				const auth = { username, password: new Secret(password) };
				gate.use(({ authorization }) =>
					authorization === `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` ? "forward" : "deny",
				);
				expect((await engine.builds.pin(base, { auth }, call)).digest).toMatch(/^sha256:/);
			}
			gate.use(({ authorization }) => (authorization === login ? "forward" : "deny"));
			expect((await build(password)).tags).toContain(tag);
		} finally {
			await docker
				.getImage(base)
				.remove({ force: true })
				.catch(() => undefined);
		}
	});

	it("refuses what is too large, is no context, or would reach further than it may, before the daemon hears of it", async () => {
		const build = (context: AsyncIterable<Uint8Array>, more = {}) =>
			engine.builds.build({ tag: `${tag}-never`, context, limits, ...more }, call);
		const small = { limits: { ...limits, contextBytes: 4_096 } };
		await expect(build(await contextOf(), small)).rejects.toMatchObject({ code: "BAD_INPUT", data: { why: "too-large" } });
		await expect(build(await contextOf(), { dockerfile: "none" })).rejects.toMatchObject({ data: { why: "dockerfile" } });
		await expect(build(await contextOf("ADD http://127.0.0.1/x /x"))).rejects.toMatchObject({ data: { why: "dockerfile" } });
		await expect(build(await contextOf(`FROM ${registry.host}/absent:1`))).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
		await engine.builds.build({ tag, context: await contextOf("ONBUILD ADD http://127.0.0.1:1/x /x"), limits, allowNetwork: true }, call);
		await writeFile(join(folder, "Dockerfile"), `FROM ${tag}`);
		await expect(build(tarOf(folder))).rejects.toMatchObject({ data: { why: "dockerfile" } });
		const assertBase = (ref: string) => {
			throw new Error(`not ${ref}`);
		};
		await expect(build(await contextOf("FROM anything"), { assertBase })).rejects.toThrow("not anything");
	});

	it("is not needed where a reference is pinned: what the registry has under a name is pulled and run by its digest", async () => {
		const ref = await registry.publish(`team/pinned-${run}:1`);
		const pinned = await engine.builds.pin(ref, {}, call);
		expect(pinned.ref).toBe(`${ref.replace(/:1$/, "")}@${pinned.digest}`);
		expect(await engine.images.inspect(pinned.ref, call)).toBeNull();
		const { image } = await engine.images.pull(pinned.ref, { policy: "if-missing" }, call);
		pulled = image.id;
		expect(image.digests).toContain(pinned.ref);
		await registry.publish(`team/pinned-${run}:1`, { command: ["true"] });
		expect((await engine.builds.pin(ref, {}, call)).digest).not.toBe(pinned.digest);
		expect(await engine.builds.pin(pinned.ref, {}, call)).toEqual(pinned);
		await expect(engine.builds.pin(`${registry.host}/team/absent:1`, {}, call)).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
	});
});
