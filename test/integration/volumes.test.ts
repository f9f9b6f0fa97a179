import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isId, type LeaseId, type RetentionId } from "@berth/core";
import type { LeaseRecord, RetentionRecord } from "@berth/db";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { realDrivers } from "../volumes/scratch.ts";
import { createDockerWorld, type DockerWorld } from "./docker-world.ts";

const run = promisify(execFile);
/** Tried again while a sweep looks at what is mounted there. */
const unmount = (path: string) =>
	waitUntil(async () => (await run("umount", [path])) !== null, { timeoutMs: 20_000, what: `${path} to be let go of` });
const { signal } = new AbortController();
const MIB = 2 ** 20;

/** Whether the kernel lets us make a file system larger that is mounted: CAP_SYS_RESOURCE. */
const mayGrowLive = async () => {
	const [, mask = "0"] = /^CapEff:\s*([0-9a-f]+)/m.exec(await readFile("/proc/self/status", "utf8")) ?? [];
	return (BigInt(`0x${mask}`) & (1n << 24n)) !== 0n;
};

/** Once ready, sleeps; with a command, runs that. */
const manifestOf = (image: string, more: Readonly<Record<string, unknown>> = {}) => ({
	services: { db: { image, stop_grace_period: "1s", init: true, ...more } },
});
/** Can never become ready, however slow the machine is to end it. */
const neverReady = { health_check: { test: ["CMD", "false"], interval: "1s", retries: 100 } };
const fails = { command: ["sh", "-c", "exit 3"], ...neverReady };

describe.each(realDrivers)("the data of a lease in volumes of %s", (driver) => {
	let world: DockerWorld;
	beforeAll(async () => {
		world = await createDockerWorld({ volumes: driver });
	});
	afterAll(() => world[Symbol.asyncDispose]());

	/** Whoever is to live, to be restored or to go is counted for all it may hold, and for no less than the disk says. */
	afterEach(async () => {
		const standing = await world.engine.volumes.list({ signal });
		const used = standing.reduce((sum, { usedBytes }) => sum + (usedBytes ?? 0), 0);
		const allowed = standing.reduce((sum, { limitBytes }) => sum + (limitBytes ?? 0), 0);
		const counted = (await world.node()).reserved.diskBytes;
		const broken = await world.broken();
		if (used > allowed || allowed > counted || broken.length > 0)
			throw new Error(`${used} bytes on the disk, ${allowed} allowed, ${counted} counted; ${broken.join("; ")}`);
	});

	const provision = async (name: string, sku = "small"): Promise<LeaseRecord> => {
		const { service, caller, tenantId, images, rests } = world;
		const { leaseId } = await service.provision(caller, tenantId, {
			name,
			items: [{ sku, quantity: 1 }],
			manifest: manifestOf(images.keeper),
		});
		const lease = await rests(leaseId, ["ready", "failed"]);
		const { state, diagnostics } = await service.get(caller, leaseId);
		expect({ state, diagnostics }).toEqual({ state: "ready", diagnostics: [] });
		return lease;
	};
	const shell = async (leaseId: LeaseId, line: string) => {
		const running = (await world.engine.containers.list({ leaseId }, { signal })).filter((one) => one.phase === "running");
		expect(running).toHaveLength(1);
		return world.engine.exec.run(running[0]?.id ?? "", { argv: ["sh", "-c", line], timeoutMs: 60_000 }, { signal });
	};
	/** Writes some random bytes as the program would. Returns their sum. */
	const write = async (leaseId: LeaseId, mib = 4): Promise<string> => {
		const { exitCode, stdout } = await shell(
			leaseId,
			`dd if=/dev/urandom of=/data/blob bs=1M count=${mib} 2>/dev/null && sync && sha256sum < /data/blob`,
		);
		expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^[0-9a-f]{64}/) });
		return stdout;
	};
	const sum = async (leaseId: LeaseId) => (await shell(leaseId, "sha256sum < /data/blob")).stdout;
	const ended = async (accepted: Promise<{ readonly leaseId: LeaseId; readonly operationId: string }>) => {
		const { leaseId, operationId } = await accepted;
		const { service, caller } = world;
		const { met, operation } = await service.wait(caller, { leaseId, operationId, timeoutMs: 90_000 }, signal);
		expect(met).toBe(true);
		return { leaseId, end: operation?.state, reason: operation?.reason ?? null };
	};
	const close = async (leaseId: LeaseId, data: "retain" | "destroy") => {
		const { bytes } = await world.service.planClose(world.caller, leaseId);
		const stated = data === "destroy" ? { confirmBytes: bytes } : {};
		expect(await ended(world.service.close(world.caller, { leaseId, data, ...stated }))).toMatchObject({ end: "succeeded" });
	};
	const leftBy = async (leaseId: LeaseId): Promise<RetentionRecord> => {
		const record = (await world.stores.reader.retentions([leaseId])).get(leaseId);
		if (record === undefined) throw new Error("nothing was retained");
		return record;
	};
	const onDisk = async () => (await world.engine.volumes.list({ signal })).map((volume) => volume.id).sort();
	const idsOf = (lease: LeaseRecord) => lease.volumes.map((volume) => volume.id as string);
	const isForgotten = (id: RetentionId) =>
		waitUntil(async () => (await world.stores.retentions.find(id, "all")) === null, { timeoutMs: 60_000, what: `record ${id} to be gone` });

	it("outlives every replacement of its container, also one that fails, and a stop", async () => {
		const { service, caller, images, engine } = world;
		const { id: leaseId, volumes } = await provision("replaced");
		const written = await write(leaseId);
		const containers = new Set<string>();
		const holds = async () => {
			expect(await sum(leaseId)).toBe(written);
			for (const one of await engine.containers.list({ leaseId }, { signal })) containers.add(one.id);
		};
		await holds();
		expect(await ended(service.restart(caller, { leaseId }))).toMatchObject({ end: "succeeded" });
		await holds();
		expect(
			await ended(service.update(caller, { leaseId, manifest: manifestOf(images.keeper, { env: { COLOUR: "green" } }) })),
		).toMatchObject({ end: "succeeded" });
		await holds();
		expect(await ended(service.update(caller, { leaseId, manifest: manifestOf(images.keeper, fails) }))).toMatchObject({
			end: "rolled_back",
			reason: "ContainerExited",
		});
		await holds();
		expect(await ended(service.stop(caller, { leaseId }))).toMatchObject({ end: "succeeded" });
		expect(await ended(service.start(caller, { leaseId }))).toMatchObject({ end: "succeeded" });
		await holds();
		expect(containers.size).toBe(3);
		expect((await world.stores.leases.find(leaseId, "all"))?.volumes).toEqual(volumes);
		await close(leaseId, "destroy");
	});

	it("is kept by a close only where a program has written something, be it a name alone", async () => {
		const [untouched, named] = [await provision("untouched"), await provision("named")];
		expect(await shell(named.id, "mkdir /data/empty")).toMatchObject({ exitCode: 0 });
		await close(untouched.id, "retain");
		await close(named.id, "retain");
		const record = await leftBy(named.id);
		expect(record.state).toBe("active");
		const gone = () => world.stores.retentions.newestTombstone(untouched.id);
		expect(await waitUntil(gone, { timeoutMs: 60_000, what: "an empty volume to go" })).toMatchObject({ because: "regenerable" });
		const standing = await onDisk();
		expect(standing).toEqual(expect.arrayContaining(idsOf(named)));
		expect(standing).not.toEqual(expect.arrayContaining(idsOf(untouched)));
		await world.service.relinquish(world.caller, record.id);
		await isForgotten(record.id);
	});

	it("is kept by a close, and comes back in a new lease or in the old one", async () => {
		const { service, caller, tenantId } = world;
		const first = await provision("kept");
		const written = await write(first.id);
		const before = (await world.node()).reserved;
		await close(first.id, "retain");
		expect((await world.node()).reserved).toEqual({
			cpuMillis: before.cpuMillis - 100,
			memoryBytes: before.memoryBytes - 32 * MIB,
			diskBytes: before.diskBytes,
		});
		expect(await onDisk()).toEqual(idsOf(first));

		const restored = await ended(service.restore(caller, tenantId, { retentionId: (await leftBy(first.id)).id, name: "kept-again" }));
		expect(restored).toMatchObject({ end: "succeeded" });
		expect(await sum(restored.leaseId)).toBe(written);
		expect(await world.node()).toMatchObject({ reserved: before });
		await expect(service.reopen(caller, { leaseId: first.id })).rejects.toMatchObject({ code: "INVALID_STATE" });

		await close(restored.leaseId, "retain");
		expect(await ended(service.reopen(caller, { leaseId: restored.leaseId }))).toEqual({
			leaseId: restored.leaseId,
			end: "succeeded",
			reason: null,
		});
		expect(await sum(restored.leaseId)).toBe(written);
		expect(await onDisk()).toEqual(idsOf(first));
		await close(restored.leaseId, "destroy");
		await isForgotten((await leftBy(restored.leaseId)).id);
	});

	it("goes back to where it was kept when a restore fails, and is never replaced by an empty volume", async () => {
		const { service, caller, tenantId, images, root } = world;
		const first = await provision("fragile");
		const written = await write(first.id);
		await close(first.id, "retain");
		const { id: retentionId } = await leftBy(first.id);

		const failed = await ended(
			service.restore(caller, tenantId, { retentionId, name: "broken", manifest: manifestOf(images.keeper, fails) }),
		);
		expect(failed).toMatchObject({ end: "failed", reason: "ContainerExited" });
		expect(await leftBy(first.id)).toMatchObject({ state: "active", diskBytes: 16 * MIB });
		await close(failed.leaseId, "destroy");
		const restored = await ended(service.restore(caller, tenantId, { retentionId, name: "mended" }));
		expect(restored).toMatchObject({ end: "succeeded" });
		expect(await sum(restored.leaseId)).toBe(written);

		await close(restored.leaseId, "retain");
		const { id } = await leftBy(restored.leaseId);
		const [volume = ""] = idsOf(first);
		if (driver === "loop") await unmount(join(root, volume));
		const [stands, taken] = [join(root, driver === "loop" ? `.images/${volume}.ext4` : volume), join(root, "..", "taken")];
		await rename(stands, taken);
		const missing = await ended(service.restore(caller, tenantId, { retentionId: id, name: "robbed" }));
		expect(missing).toMatchObject({ end: "failed", reason: "VolumeMissing" });
		expect(await onDisk()).toEqual([]);
		await rename(taken, stands);
		const found = await ended(service.restore(caller, tenantId, { retentionId: id, name: "found" }));
		expect(found).toMatchObject({ end: "succeeded" });
		expect(await sum(found.leaseId)).toBe(written);
		await close(missing.leaseId, "destroy");
		await close(found.leaseId, "destroy");
		await isForgotten((await leftBy(found.leaseId)).id);
	});

	it("stops at its limit, of which the lease tells, and goes on in a larger size; one that is too small is refused", async () => {
		const { service, caller, tenantId, images, rests } = world;
		const full = ["sh", "-c", "exec dd if=/dev/zero of=/data/file bs=1M count=64"];
		const filled = await service.provision(caller, tenantId, {
			name: "full",
			items: [{ sku: "small", quantity: 1 }],
			manifest: manifestOf(images.keeper, { command: full, ...neverReady }),
		});
		expect(await rests(filled.leaseId, ["failed", "ready"])).toMatchObject({ state: "failed", reason: "ContainerExited" });
		const { diagnostics } = await service.get(caller, filled.leaseId);
		expect(diagnostics[0]?.logTail.join("\n")).toMatch(/No space left on device|Disk quota exceeded/);
		await close(filled.leaseId, "destroy");

		const { id: leaseId } = await provision("grows");
		const written = await write(leaseId, 10);
		expect((await shell(leaseId, "dd if=/dev/zero of=/data/more bs=1M count=10")).exitCode).not.toBe(0);
		const scale = (sku: string) => ended(service.scale(caller, { leaseId, items: [{ sku }] }));
		const live = await scale("large");
		expect(live).toMatchObject(
			driver === "btrfs" || (await mayGrowLive()) ? { end: "succeeded" } : { end: "rolled_back", reason: "VolumeInUse" },
		);
		if (live.end !== "succeeded") {
			expect(await ended(service.stop(caller, { leaseId }))).toMatchObject({ end: "succeeded" });
			expect(await scale("large")).toEqual({ leaseId, end: "succeeded", reason: null });
			expect(await ended(service.start(caller, { leaseId }))).toMatchObject({ end: "succeeded" });
		}
		expect((await shell(leaseId, "dd if=/dev/zero of=/data/more bs=1M count=10")).exitCode).toBe(0);
		expect(await sum(leaseId)).toBe(written);
		expect(await world.stores.leases.find(leaseId, "all")).toMatchObject({
			holds: { diskBytes: 32 * MIB },
			volumes: [{ quotaBytes: 32 * MIB }],
		});

		expect(await scale("small")).toMatchObject({ end: "rolled_back", reason: "VolumeCannotShrink" });
		expect(await sum(leaseId)).toBe(written);
		expect(await world.stores.leases.find(leaseId, "all")).toMatchObject({ state: "ready", holds: { diskBytes: 32 * MIB } });

		// Another processor share as well: where the volume cannot grow in use, its container is stopped for it, and goes on.
		expect(await scale("huge")).toMatchObject({ end: "succeeded" });
		expect(await sum(leaseId)).toBe(written);
		expect(await world.stores.leases.find(leaseId, "all")).toMatchObject({ volumes: [{ quotaBytes: 48 * MIB }] });
		await close(leaseId, "destroy");
	});

	it("comes back in a smaller size where it fits and the disk can hold it to that, and else stays as it was kept", async () => {
		const { service, caller, tenantId, stores } = world;
		const [light, heavy] = await Promise.all([provision("light", "large"), provision("heavy", "large")]);
		const [little, much] = [await write(light.id, 4), await write(heavy.id, 20)];
		await Promise.all([close(light.id, "retain"), close(heavy.id, "retain")]);
		const kept = (await world.node()).reserved.diskBytes;
		const restore = async (from: LeaseRecord, name: string, sku?: string) => {
			const { id: retentionId } = await leftBy(from.id);
			const items = sku === undefined ? undefined : [{ sku, quantity: 1 }];
			return ended(service.restore(caller, tenantId, { retentionId, name, ...(items && { items }) }));
		};
		const isRefused = { end: "failed", reason: "VolumeCannotShrink" };

		const [fits, tooMuch] = [await restore(light, "light-small", "small"), await restore(heavy, "heavy-small", "small")];
		expect(tooMuch).toMatchObject(isRefused);
		expect(await leftBy(heavy.id)).toMatchObject({ state: "active", diskBytes: 32 * MIB });
		if (driver === "btrfs") {
			expect(fits).toMatchObject({ end: "succeeded", reason: null });
			expect(await sum(fits.leaseId)).toBe(little);
			expect(await stores.leases.find(fits.leaseId, "all")).toMatchObject({ volumes: [{ quotaBytes: 16 * MIB }] });
			expect((await shell(fits.leaseId, "dd if=/dev/zero of=/data/more bs=1M count=13")).exitCode).not.toBe(0);
			expect(await sum(fits.leaseId)).toBe(little);
			expect((await world.node()).reserved.diskBytes).toBe(kept - 16 * MIB);
		} else {
			// A file system in an image cannot become smaller while anybody may need it.
			expect(fits).toMatchObject(isRefused);
			expect(await leftBy(light.id)).toMatchObject({ state: "active", diskBytes: 32 * MIB });
			const again = await restore(light, "light-again");
			expect(again).toMatchObject({ end: "succeeded" });
			expect(await sum(again.leaseId)).toBe(little);
			await close(again.leaseId, "destroy");
		}
		const whole = await restore(heavy, "heavy-again");
		expect(whole).toMatchObject({ end: "succeeded" });
		expect(await sum(whole.leaseId)).toBe(much);
		await Promise.all([fits, tooMuch, whole].map(({ leaseId }) => close(leaseId, "destroy")));
	});

	/** What becomes of the directory of volumes, and how that is undone. */
	const troubles = {
		"not mounted": async (root: string) => {
			await run("mount", ["-t", "tmpfs", "-o", "mode=711", "nothing", root]);
			return () => unmount(root);
		},
		emptied: async (root: string) => {
			await rename(root, `${root}.away`);
			await mkdir(root, { mode: 0o711 });
			return async () => {
				await rm(root, { recursive: true });
				await rename(`${root}.away`, root);
			};
		},
		unreadable: async (root: string) => {
			await rename(root, `${root}.away`);
			await writeFile(root, "");
			return async () => {
				await rm(root);
				await rename(`${root}.away`, root);
			};
		},
	};
	it.each(Object.entries(troubles))(
		"is never destroyed, nor anything made in its place, while the directory of volumes is %s",
		async (how, trouble) => {
			const { service, caller, root, reaped } = world;
			const [kept, given] = [await provision("survivor"), await provision("given")];
			const written = await write(kept.id);
			await write(given.id);
			await close(given.id, "retain");
			const { id: retentionId } = await leftBy(given.id);

			const mend = await trouble(root);
			let restart: ReturnType<typeof service.restart>;
			try {
				await service.relinquish(caller, retentionId);
				const seen = reaped.length;
				restart = service.restart(caller, { leaseId: kept.id });
				await waitUntil(() => reaped.slice(seen).filter((what) => what === "skipped").length >= 2, {
					timeoutMs: 30_000,
					what: "two sweeps",
				});
				expect(reaped.slice(seen)).not.toContain("destroyed");
				expect(await readdir(root).catch(({ code }) => code)).toEqual(how === "unreadable" ? "ENOTDIR" : []);
				await waitUntil(
					async () => (await service.get(caller, kept.id)).operation?.steps.find((step) => step.name === "volumes")?.state === "running",
					{ timeoutMs: 30_000, what: "the restart to wait for the volumes" },
				);
				expect(await world.stores.retentions.find(retentionId, "all")).toMatchObject({ state: "reaping" });
			} finally {
				await mend();
			}
			expect(await ended(restart)).toMatchObject({ end: "succeeded" });
			expect(await sum(kept.id)).toBe(written);
			await isForgotten(retentionId);
			expect(await onDisk()).toEqual(idsOf(kept));
			await close(kept.id, "destroy");
			await isForgotten((await leftBy(kept.id)).id);
		},
	);

	it("leaves nothing when it was given up: no image, no mount, no loop device, no room", async () => {
		const { scratch, root, rests } = world;
		const lease = await provision("given-up");
		await write(lease.id);
		await close(lease.id, "destroy");
		await rests(lease.id, ["closed"]);
		await waitUntil(async () => (await onDisk()).length === 0, { timeoutMs: 60_000, what: "the last volume to go" });
		await waitUntil(async () => (await world.node()).reserved.diskBytes === 0, { timeoutMs: 30_000, what: "the disk to be given back" });
		expect((await readdir(root)).filter((name) => isId(name) || name === ".trial")).toEqual([]);
		if (driver === "loop") expect(await readdir(join(root, ".images"))).toEqual([]);
		else expect((await run("btrfs", ["subvolume", "list", root])).stdout).toBe("");
		// Of btrfs, the disk itself.
		const own = driver === "loop" ? 0 : 1;
		expect([await scratch.mounts(), await scratch.loopDevices()].map(({ length }) => length)).toEqual([own, own]);
		expect((await world.node()).reserved).toEqual({ cpuMillis: 0, memoryBytes: 0, diskBytes: 0 });
	});
});
