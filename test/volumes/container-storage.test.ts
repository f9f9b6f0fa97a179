import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type LeaseId, newId, type TenantId } from "@berth/core";
import type { ContainerSpec, Engine } from "@berth/engine";
import { createDockerEngine } from "@berth/engine/docker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDockerHost } from "../support/docker-host.ts";
import { startDockerProxy } from "../support/docker-proxy.ts";
import { makeRootfs } from "../support/fixture-images.ts";
import { connectDaemon } from "./docker-daemon.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { call, specOf as volumeOf } from "./volume-cases.ts";

const run = promisify(execFile);

describe("what a container may write to", () => {
	const daemon = connectDaemon();
	const host = createDockerHost();
	const installation = `storage-${newId()}`;
	const tenantId = newId<TenantId>();
	const network = `${installation}-net`;
	const images: string[] = [];
	const logged: object[] = [];
	const note = (fields: object) => void logged.push(fields);
	const log = { debug: note, info: note, warn: note, error: note };
	let scratch: Scratch;
	let root: string;
	let engine: Engine;
	/** Its user is a name, and its declared volume and its data directory belong to that user. */
	let named: string;
	/** It names no user, but its declared volume belongs to one. */
	let dropping: string;

	const importImage = async (folder: string, changes: readonly string[]) => {
		const file = join(scratch.path, `${newId()}.tar`);
		await run("tar", ["-C", folder, "--numeric-owner", "-cf", file, "."]);
		const id = await daemon.importImage(createReadStream(file), changes);
		images.push(id);
		return id;
	};

	beforeAll(async () => {
		scratch = await openScratch();
		const { folder, remove } = await makeRootfs();
		try {
			for (const path of ["data", "var/lib/app", "var/lib/odd", "var/cache/app"]) await mkdir(join(folder, path), { recursive: true });
			await writeFile(join(folder, "etc/passwd"), "root:x:0:0::/:/bin/sh\napp:x:1000:1001::/:/bin/sh\n");
			await writeFile(join(folder, "var/lib/app/seed"), "of the image\n");
			await run("mkfifo", [join(folder, "var/lib/odd/pipe")]);
			await run("chown", ["-R", "0:0", folder]);
			for (const path of ["data", "var/lib/app", "var/lib/app/seed", "var/lib/odd", "var/cache/app"])
				await chown(join(folder, path), 1000, 1001);
			named = await importImage(folder, ["VOLUME /data", "USER app"]);
			dropping = await importImage(folder, ["VOLUME /data"]);
		} finally {
			await remove();
		}
		root = join(scratch.path, "volumes");
		engine = createDockerEngine({ installation, volumes: { root, driver: "loop" }, log });
		await engine.networks.ensure({ name: network, tenantId }, call);
	});
	afterAll(async () => {
		await engine.close();
		await host.sweep(installation);
		for (const image of images) await daemon.ask("DELETE", `/images/${image}`);
		await scratch[Symbol.asyncDispose]();
	});

	const specOf = (image: string, script: string, changes: Partial<ContainerSpec> = {}): ContainerSpec => ({
		name: `${installation}-${newId()}`,
		owner: { tenantId, leaseId: newId<LeaseId>() },
		service: "app",
		index: 0,
		generation: 1,
		image,
		command: ["sh", "-c", script],
		env: {},
		labels: {},
		ports: [],
		tmpfs: [],
		network: { name: network, aliases: [] },
		resources: { cpuMillis: 1_000, memoryBytes: 64 * 1024 * 1024, pidsMax: 32 },
		stopGraceMs: 1_000,
		init: false,
		...changes,
	});

	/** Runs it to its end. Returns what it printed. */
	const outputOf = async (id: string): Promise<string[]> => {
		await engine.containers.start(id, call);
		const lines: string[] = [];
		for await (const message of engine.logs.read(id, { follow: true }, call)) {
			if (message.kind === "line") lines.push(message.text);
			if (message.kind === "end") break;
		}
		return lines;
	};

	it("belongs to the image's named user where it is temporary", async () => {
		const { id } = await engine.containers.ensure(
			specOf(
				named,
				"id -u; id -g; echo kept > /data/x && cat /data/x; echo mine > /more/x && cat /more/x; touch /var/lib/app/x || echo refused",
				{
					tmpfs: ["/more"],
				},
			),
			call,
		);
		const lines = (await outputOf(id)).filter((line) => !line.startsWith("touch:"));
		expect(lines).toEqual(["1000", "1001", "kept", "mine", "refused"]);
	});

	it("makes the process the one to whom the image gives its volumes, where nobody names a user", async () => {
		const { id } = await engine.containers.ensure(specOf(dropping, "id -u; id -g; echo kept > /data/x && cat /data/x"), call);
		expect(await outputOf(id)).toEqual(["1000", "1001", "kept"]);
		const asRoot = await engine.containers.ensure(specOf(dropping, "id -u", { user: "0:0" }), call);
		expect(await outputOf(asRoot.id)).toEqual(["0"]);
	});

	it("is in memory only what the image leaves empty, when that is asked: what it holds stays as it is, and the log says so once", async () => {
		const script = "cat /var/lib/app/seed; touch /var/lib/app/more || echo refused; echo mine > /var/cache/app/x && cat /var/cache/app/x";
		for (const _ of [1, 2]) {
			const { id } = await engine.containers.ensure(specOf(named, script, { writablePaths: { kind: "tmpfs" } }), call);
			expect((await outputOf(id)).filter((line) => !line.startsWith("touch:"))).toEqual(["of the image", "refused", "mine"]);
		}
		expect(logged.filter((fields) => "paths" in fields)).toEqual([{ image: named, paths: ["/var/lib/app", "/var/lib/odd"] }]);
	});

	it("is what the image means to write to, when asked: a copy in a volume without what may not be copied", async () => {
		const script = "cat /var/lib/app/seed; echo more > /var/lib/app/more && ls /var/lib/app";
		const volumeId = newId();
		await engine.volumes.ensure(volumeOf(volumeId, 16), call);
		const spec = specOf(named, `${script}; touch /var/lib/odd/x || echo refused`, { writablePaths: { kind: "volume", volumeId } });
		const { id } = await engine.containers.ensure(spec, call);
		expect((await outputOf(id)).filter((line) => !line.startsWith("touch:"))).toEqual(["of the image", "more", "seed", "refused"]);
		expect(await readFile(join(root, volumeId, "image", spec.name, "var%2Flib%2Fapp/more"), "utf8")).toBe("more\n");
	});

	it("is a container's own copy: another one of the volume leaves it alone, and it goes once its container is gone", async () => {
		const volumeId = newId();
		await engine.volumes.ensure(volumeOf(volumeId, 32), call);
		const mounts = [{ volumeId, target: "/data", readOnly: false }];
		const make = async (generation: number) => {
			const spec = specOf(named, "exec sleep 600", { generation, mounts, writablePaths: { kind: "volume", volumeId } });
			return { spec, ...(await engine.containers.ensure(spec, call)) };
		};
		const inside = async (id: string, line: string) =>
			(await engine.exec.run(id, { argv: ["sh", "-c", line], timeoutMs: 60_000 }, call)).stdout.trimEnd();
		const copies = async () => (await readdir(join(root, volumeId, "image"))).sort();
		const read = "cat /var/lib/app/seed";

		const old = await make(1);
		await engine.containers.start(old.id, call);
		expect(await inside(old.id, `echo kept > /data/x; echo changed > /var/lib/app/seed; ${read}`)).toBe("changed");
		const next = await make(2);
		expect(await inside(old.id, read)).toBe("changed");
		expect(await copies()).toEqual([old.spec.name, next.spec.name].sort());

		// The replacement fails, and the old one is started again.
		await engine.containers.stop(old.id, { graceMs: 0 }, call);
		await engine.containers.start(next.id, call);
		expect(await inside(next.id, read)).toBe("of the image");
		await engine.containers.remove(next.id, call);
		await engine.containers.start(old.id, call);
		expect(await inside(old.id, `${read} /data/x`)).toBe("changed\nkept");

		const third = await make(3);
		expect(await copies()).toEqual([old.spec.name, third.spec.name].sort());
		await engine.containers.remove(old.id, call);
		expect(await engine.containers.ensure(third.spec, call)).toMatchObject({ outcome: "kept" });
		expect(await copies()).toEqual([third.spec.name]);
		// Its copy bears the name that it had when it was made.
		await engine.changes.rename(third.id, `${installation}-${newId()}`, call);
		await make(4);
		expect(await copies()).toContain(third.spec.name);
		expect(await readFile(join(root, volumeId, "data/data/x"), "utf8")).toBe("kept\n");
	});

	it("keeps its copies while a container of it is made, and where it cannot be told whose are needed", async () => {
		const volumeId = newId();
		await engine.volumes.ensure(volumeOf(volumeId, 32), call);
		const specs = [1, 2, 3, 4].map((generation) =>
			specOf(named, "cat /var/lib/app/seed", { generation, writablePaths: { kind: "volume", volumeId } }),
		);
		const made = await Promise.all(specs.map((spec) => engine.containers.ensure(spec, call)));
		for (const { id } of made) expect(await outputOf(id)).toEqual(["of the image"]);
		for (const { id } of made) await engine.containers.remove(id, call);

		await using proxy = await startDockerProxy();
		const blind = createDockerEngine({ installation, volumes: { root, driver: "loop" }, socketPath: proxy.socketPath, log });
		proxy.use({ before: ({ path }) => (path === "/containers/json" ? "fail" : "forward") });
		const [first, second] = [specs[0] as ContainerSpec, specs[1] as ContainerSpec];
		const copies = async () => (await readdir(join(root, volumeId, "image"))).sort();
		const all = specs.map(({ name }) => name).sort();
		const before = logged.length;
		try {
			await blind.containers.ensure(first, call);
		} finally {
			await blind.close();
		}
		expect(await copies()).toEqual(all);
		expect(logged.slice(before)).toContainEqual({ volumeId, error: expect.objectContaining({ code: "ENGINE_FAILED" }) });
		await engine.containers.ensure(second, call);
		expect(await copies()).toEqual([first.name, second.name].sort());
	});

	it("outlives the container in a volume, is read-only where that is asked, and is mounted again before a start", async () => {
		const volumeId = newId();
		await engine.volumes.ensure(volumeOf(volumeId, 16), call);
		const mounts = [
			{ volumeId, target: "/data", readOnly: false },
			{ volumeId, target: "/same", directory: "/data", readOnly: true },
		];
		const spec = specOf(named, "echo line >> /data/x; cat /same/x; touch /same/y || echo refused", { mounts });
		const { id } = await engine.containers.ensure(spec, call);
		const lines = async () => (await outputOf(id)).filter((line) => !line.startsWith("touch:"));
		expect(await lines()).toEqual(["line", "refused"]);
		expect(await engine.containers.ensure(spec, call)).toEqual({ id, outcome: "kept" });
		const other = { ...spec, mounts: [{ volumeId, target: "/data", readOnly: true }] };
		const changed = await engine.containers.ensure(other, call);
		expect(changed.outcome).toBe("replaced");
		// As after a reboot: nothing is mounted, and what stands there is empty and closed.
		await run("umount", [join(root, volumeId)]);
		const again = await engine.containers.ensure(spec, call);
		expect(again.outcome).toBe("replaced");
		await run("umount", [join(root, volumeId)]);
		expect(await outputOf(again.id)).toContain("line");
		expect(await readFile(join(root, volumeId, "data/data/x"), "utf8")).toBe("line\nline\n");
	});

	it("is nothing of the host: a volume that is not there, and a path that is the system's, are refused and leave nothing", async () => {
		const volumeId = newId();
		const missing = specOf(named, "true", { mounts: [{ volumeId, target: "/data", readOnly: false }] });
		await expect(engine.containers.ensure(missing, call)).rejects.toMatchObject({ code: "NOT_FOUND" });
		await engine.volumes.ensure(volumeOf(volumeId, 16), call);
		const refused = [
			{ target: "/proc", directory: "/data" },
			{ target: "/data", directory: "/../../../etc" },
			{ target: "/data:/etc", directory: "/data" },
			{ target: "/tmp", directory: "/data" },
		];
		for (const mount of refused) {
			const hostile = specOf(named, "true", { mounts: [{ volumeId, readOnly: false, ...mount }] });
			await expect(engine.containers.ensure(hostile, call), mount.target).rejects.toMatchObject({ code: "BAD_INPUT" });
		}
		const names = (await host.leftovers(installation)).containers.map(({ name }) => name);
		expect(names).not.toContain(missing.name);
		expect(names.filter((name) => name.startsWith("berth-files"))).toEqual([]);
	});
});
