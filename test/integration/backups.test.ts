import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BerthClient } from "@berth/client";
import type { RetentionView } from "@berth/core";
import { createDockerEngine } from "@berth/engine/docker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BerthServer, createBerthServer } from "../support/berth-server.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages, type FixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { openScratch, realDrivers, type Scratch } from "../volumes/scratch.ts";

// The service as it is shipped, in a process that is killed, on volumes that hold their limits; archives go through curl as the manual has it.

const run = promisify(execFile);
const { signal } = new AbortController();
const PATIENCE_MS = 90_000;
const host = createDockerHost();
/** The commands of the manual, in their order. */
async function commandsOfManual(): Promise<string[]> {
	const manual = await readFile(new URL("../../docs/backups.md", import.meta.url), "utf8");
	return [...manual.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, command = ""]) => command);
}

describe.each(realDrivers)("data in volumes of %s", (driver) => {
	const stack = new AsyncDisposableStack();
	let images: FixtureImages;
	let scratch: Scratch;
	let database: TestDatabase;
	let server: BerthServer;
	let client: BerthClient;
	let cookie: string;
	/** Of the volumes. */
	let root: string;
	/** What the lease saw whose archive the imports that are killed are of. */
	let exportedLook: string;

	beforeAll(async () => {
		images = await ensureFixtureImages();
		scratch = stack.use(await openScratch());
		database = stack.use(await createTestDatabase());
		stack.defer(() => host.sweep(database.database.installationId));
		const size = { name: "keeping", cpuMillis: 100, memoryBytes: 2 ** 26, diskBytes: 2 ** 24, pidsMax: 64, position: 9, enabled: true };
		await database.database.stores.catalog.putSku(size);
		root = await scratch.volumeRoot(driver);
		const env = { VOLUME_ROOT: root, VOLUME_DRIVER: driver, SWEEP_INTERVAL: "500ms" };
		server = stack.use(await createBerthServer({ databaseUrl: database.url, env }));
		await server.start();
		({ client, cookie } = await server.signIn("acme"));
	});
	afterAll(() => stack.disposeAsync());

	/** Types a command of the manual where an operator would. */
	const type = (command: string, variables: Readonly<Record<string, string>>) =>
		run("bash", ["-c", command], { cwd: scratch.path, env: { PATH: process.env.PATH, BERTH: server.url, COOKIE: cookie, ...variables } });

	const rests = (leaseId: string) =>
		waitUntil(
			async () => {
				const { met, lease } = await client.lease.wait.query({ leaseId, timeoutMs: 20_000 });
				return met ? lease.state : null;
			},
			{ timeoutMs: PATIENCE_MS, what: `lease ${leaseId} to rest` },
		);

	/** A lease that wrote what a program may: many bytes, many names, links, holes, rights. */
	const fill =
		"cd /data; [ -f blob ] || { dd if=/dev/urandom of=blob bs=1M count=9 2>/dev/null; mkdir -p a/b; for i in $(seq 1 200); do echo $i > a/f$i; done; " +
		"ln blob a/b/again; ln -s /etc/passwd out; ln -s nowhere a/dangling; truncate -s 4M holes; echo x > 'a name'; chmod 640 a/f1; chmod 1755 a/b; " +
		"touch -d '2001-02-03 04:05:06' a/f2 a; mkfifo pipe; sync; }; exec sleep 2147483";
	const manifest = () => ({ services: { db: { image: images.keeper, command: ["sh", "-c", fill], stop_grace_period: "1s", init: true } } });

	async function shell(leaseId: string, line: string): Promise<string> {
		await using engine = createEngine();
		const running = (await engine.engine.containers.list({ leaseId }, { signal })).filter(({ phase }) => phase === "running");
		const { exitCode, stdout } = await engine.engine.exec.run(
			running[0]?.id ?? "",
			{ argv: ["sh", "-c", line], timeoutMs: 60_000 },
			{ signal },
		);
		expect({ line, exitCode }).toEqual({ line, exitCode: 0 });
		return stdout;
	}

	function createEngine() {
		const engine = createDockerEngine({ socketPath: "/var/run/docker.sock", installation: database.database.installationId });
		return { engine, [Symbol.asyncDispose]: () => engine.close() };
	}

	/** Everything about what is in the volume, seen from inside the container. */
	const look = (leaseId: string) =>
		shell(
			leaseId,
			"cd /data && find . -type f -exec sha256sum {} + | sort && find . ! -type p ! -name . -exec stat -c '%n %a %u %g %h %Y %F %N' {} + | sort && du -k holes | cut -f1",
		);

	async function keptLease(name: string): Promise<{ readonly leaseId: string; readonly seen: string }> {
		const { leaseId } = await client.lease.provision.mutate({ name, items: [{ service: "db", sku: "keeping" }], manifest: manifest() });
		expect(await rests(leaseId)).toBe("ready");
		await waitUntil(async () => (await shell(leaseId, "ls /data")).includes("pipe"), {
			timeoutMs: PATIENCE_MS,
			what: "the data to be written",
		});
		await shell(leaseId, "sync");
		const seen = await look(leaseId);
		await client.lease.stop.mutate({ leaseId });
		expect(await rests(leaseId)).toBe("stopped");
		return { leaseId, seen };
	}

	const records = async () => (await client.retention.list.query({})).retentions;
	const stateOf = async (id: string) => (await records()).find((one) => one.id === id)?.state ?? "gone";
	const onDisk = async () => (await readdir(root)).filter((name) => !name.startsWith(".")).sort();
	const reserved = async () => (await database.database.stores.nodes.list()).map((node) => node.reserved.diskBytes);

	/** What there is of volumes, on the disk, mounted, and reserved. */
	const volumesNow = async () => ({
		disk: await onDisk(),
		mounts: (await scratch.mounts()).length,
		loops: (await scratch.loopDevices()).length,
		reserved: await reserved(),
	});

	async function closeAway(leaseId: string): Promise<void> {
		await client.lease.close.mutate({ leaseId });
		expect(await rests(leaseId)).toBe("closed");
		for (const one of await records()) if (one.leaseId === leaseId && one.state === "active") await relinquish(one.id);
	}
	async function relinquish(retentionId: string): Promise<void> {
		await client.retention.relinquish.mutate({ retentionId });
		await waitUntil(async () => (await stateOf(retentionId)) === "gone", { timeoutMs: PATIENCE_MS, what: "given-up data to be gone" });
	}

	/** Sends the beginning of an upload and holds the line. */
	function holdUpload(archive: Buffer, bytes: number): Socket {
		const { hostname, port } = new URL(server.url);
		const socket = connect(Number(port), hostname);
		socket.on("error", () => undefined);
		socket.write(
			`POST /api/backups/import?tenant=acme HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncookie: ${cookie}\r\ncontent-length: ${archive.length}\r\n\r\n`,
		);
		socket.write(archive.subarray(0, bytes));
		return socket;
	}

	/** Nobody has said for two minutes that an import goes on. */
	const lapseImports = () =>
		withClient(database.url, (db) => db.query("update retention set expires_at = now() - interval '1 second' where state = 'importing'"));

	const exportTo = (file: string, leaseId: string, ...more: readonly string[]) =>
		run("curl", [
			"--fail",
			"--silent",
			"--show-error",
			"--cookie",
			cookie,
			"--output",
			file,
			...more,
			`${server.url}/api/backups/export?lease=${leaseId}`,
		]);

	test("outlives its lease in an archive, and comes back byte for byte by the commands of the manual", async () => {
		const [take, check, bring] = await commandsOfManual();
		const before = await volumesNow();
		const { leaseId, seen } = await keptLease("shop");
		await type(take ?? "", { LEASE: leaseId });
		await type(check ?? "", {});
		await closeAway(leaseId);
		expect(await volumesNow()).toEqual(before);

		const { stdout } = await type(bring ?? "", { TENANT: "acme" });
		const record = JSON.parse(stdout) as RetentionView;
		expect(record).toMatchObject({ state: "active", leaseName: "shop", leaseId: null, volumes: 1, bytes: 2 ** 24 });
		const restored = await client.retention.restore.mutate({ retentionId: record.id, name: "shop-again" });
		expect(await rests(restored.leaseId)).toBe("ready");
		expect(await look(restored.leaseId)).toBe(seen);

		// What it was made of may be taken again, and says the same.
		await client.lease.stop.mutate({ leaseId: restored.leaseId });
		expect(await rests(restored.leaseId)).toBe("stopped");
		await exportTo(join(scratch.path, "second.tar"), restored.leaseId);
		for (const file of ["backup", "second"]) {
			await run("mkdir", [join(scratch.path, file)]);
			await run("tar", ["--extract", "--file", join(scratch.path, `${file}.tar`), "--directory", join(scratch.path, file), "volumes"]);
		}
		await run("diff", ["--recursive", "--no-dereference", join(scratch.path, "backup"), join(scratch.path, "second")]);
		await closeAway(restored.leaseId);
		expect(await volumesNow()).toEqual(before);
		expect(await brokenInvariants(database.url, host)).toEqual([]);
	}, 240_000);

	test("an export that is killed, or whose lease is started, is no archive, and the lease goes on as it was", async () => {
		const { leaseId, seen } = await keptLease("exported");
		const file = join(scratch.path, "cut.tar");
		const slowly = ["--limit-rate", "1500K", "--max-time", "120"];
		const growing = () =>
			waitUntil(async () => (await stat(file).catch(() => null))?.size, { timeoutMs: PATIENCE_MS, what: "the download to begin" });

		const started = exportTo(file, leaseId, ...slowly).then(
			() => "whole",
			() => "cut",
		);
		await growing();
		await client.lease.start.mutate({ leaseId });
		expect(await rests(leaseId)).toBe("ready");
		await client.lease.stop.mutate({ leaseId });
		expect(await rests(leaseId)).toBe("stopped");
		expect(await started).toBe("cut");

		await run("rm", ["-f", file]);
		const killed = exportTo(file, leaseId, ...slowly).then(
			() => "whole",
			() => "cut",
		);
		await growing();
		await server.kill();
		expect(await killed).toBe("cut");
		await server.start();
		expect((await run("tar", ["--list", "--file", file]).catch(({ stdout }) => ({ stdout }))).stdout).not.toContain("manifest.json");
		await exportTo(join(scratch.path, "whole.tar"), leaseId);
		await client.lease.start.mutate({ leaseId });
		expect(await rests(leaseId)).toBe("ready");
		expect(await look(leaseId)).toBe(seen);
		exportedLook = seen;
		await closeAway(leaseId);
		expect(await brokenInvariants(database.url, host)).toEqual([]);
	}, 240_000);

	test("an import that is cut, or whose process is killed, offers nothing and leaves nothing", async () => {
		const archive = await readFile(join(scratch.path, "whole.tar"));
		const seal = archive.lastIndexOf("manifest.json");
		const before = await volumesNow();
		const ended = async () => {
			await waitUntil(async () => (await records()).length === 0, { timeoutMs: PATIENCE_MS, what: "no record to be left" });
			expect(await volumesNow()).toEqual(before);
		};

		for (const bytes of [700, 5_000, 600_000, 8_000_000, seal]) {
			const socket = holdUpload(archive, bytes);
			if (bytes >= 5_000)
				await waitUntil(async () => (await records())[0]?.state === "importing", { timeoutMs: PATIENCE_MS, what: "an import" });
			socket.destroy();
			await ended();
		}

		for (const bytes of [5_000, 6_000_000, seal]) {
			const socket = holdUpload(archive, bytes);
			const record = await waitUntil(async () => (await records())[0], { timeoutMs: PATIENCE_MS, what: "an import" });
			if (bytes > 5_000) {
				const blob = /^[0-9a-f-]{36}$/;
				const written = async () => {
					const [id] = (await onDisk()).filter((name) => blob.test(name) && !before.disk.includes(name));
					return id !== undefined && (await run("find", [join(root, id), "-type", "f", "-size", "+1M"])).stdout !== "";
				};
				await waitUntil(written, { timeoutMs: PATIENCE_MS, what: "some of the data to be on the disk" });
			}
			await server.kill();
			socket.destroy();
			await server.start();
			expect(await stateOf(record.id)).toBe("importing");
			await expect(client.retention.restore.mutate({ retentionId: record.id, name: "early" })).rejects.toMatchObject({
				data: { code: "INVALID_STATE" },
			});
			await lapseImports();
			await ended();
		}

		// All of it was sent: it is there as a whole, or not at all.
		const all = holdUpload(archive, archive.length);
		await waitUntil(async () => (await records())[0], { timeoutMs: PATIENCE_MS, what: "an import" });
		await server.kill();
		all.destroy();
		await server.start();
		const [last] = await records();
		if (last?.state === "active") {
			const restored = await client.retention.restore.mutate({ retentionId: last.id, name: "just-in-time" });
			expect(await rests(restored.leaseId)).toBe("ready");
			expect(await look(restored.leaseId)).toBe(exportedLook);
			await closeAway(restored.leaseId);
		} else await lapseImports();
		await ended();
		expect(await brokenInvariants(database.url, host)).toEqual([]);
	}, 240_000);
});
