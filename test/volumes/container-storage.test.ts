import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { chown, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type LeaseId, newId, type TenantId } from "@berth/core";
import type { ContainerSpec, Engine } from "@berth/engine";
import { createDockerEngine } from "@berth/engine/docker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDockerHost } from "../support/docker-host.ts";
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
			for (const path of ["data", "var/lib/app", "var/lib/odd"]) await mkdir(join(folder, path), { recursive: true });
			await writeFile(join(folder, "etc/passwd"), "root:x:0:0::/:/bin/sh\napp:x:1000:1001::/:/bin/sh\n");
			await writeFile(join(folder, "var/lib/app/seed"), "of the image\n");
			await run("mkfifo", [join(folder, "var/lib/odd/pipe")]);
			await run("chown", ["-R", "0:0", folder]);
			for (const path of ["data", "var/lib/app", "var/lib/app/seed", "var/lib/odd"]) await chown(join(folder, path), 1000, 1001);
			named = await importImage(folder, ["VOLUME /data", "USER app"]);
			dropping = await importImage(folder, ["VOLUME /data"]);
		} finally {
			await remove();
		}
		root = join(scratch.path, "volumes");
		engine = createDockerEngine({ installation, volumes: { root, driver: "loop" } });
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

	it("is what the image means to write to, when asked: empty in memory, or a copy in a volume without what may not be copied", async () => {
		const script = "cat /var/lib/app/seed; echo more > /var/lib/app/more && ls /var/lib/app";
		const empty = await engine.containers.ensure(specOf(named, script, { writablePaths: { kind: "tmpfs" } }), call);
		expect((await outputOf(empty.id)).filter((line) => !line.startsWith("cat:"))).toEqual(["more"]);

		const volumeId = newId();
		await engine.volumes.ensure(volumeOf(volumeId, 16), call);
		const spec = specOf(named, `${script}; touch /var/lib/odd/x || echo refused`, { writablePaths: { kind: "volume", volumeId } });
		const { id } = await engine.containers.ensure(spec, call);
		expect((await outputOf(id)).filter((line) => !line.startsWith("touch:"))).toEqual(["of the image", "more", "seed", "refused"]);
		expect(await readFile(join(root, volumeId, "image/var%2Flib%2Fapp/more"), "utf8")).toBe("more\n");
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
