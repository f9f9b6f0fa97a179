import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, Secret } from "@berth/core";
import { createDockerEngine, type DockerEngine } from "@berth/engine/docker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDockerHost } from "../support/docker-host.ts";
import { tarOf } from "../support/fixture-images.ts";
import { type Registry, startRegistry } from "../support/registry.ts";

const call = { signal: new AbortController().signal };
const MIB = 1024 * 1024;
const limits = { contextBytes: 16 * MIB, memoryBytes: 64 * MIB, timeoutMs: 60_000 };

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

	it("refuses what is too large, is no context, or would reach further than it may, before the daemon hears of it", async () => {
		const build = (context: AsyncIterable<Uint8Array>, more = {}) =>
			engine.builds.build({ tag: `${tag}-never`, context, limits, ...more }, call);
		const small = { limits: { ...limits, contextBytes: 4_096 } };
		await expect(build(await contextOf(), small)).rejects.toMatchObject({ code: "BAD_INPUT", data: { why: "too-large" } });
		await expect(build(await contextOf(), { dockerfile: "none" })).rejects.toMatchObject({ data: { why: "dockerfile" } });
		await expect(build(await contextOf("ADD http://127.0.0.1/x /x"))).rejects.toMatchObject({ data: { why: "dockerfile" } });
		await expect(build(await contextOf(`FROM ${registry.host}/absent:1`))).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
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
