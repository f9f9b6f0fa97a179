import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { HostInfo } from "@berth/engine";
import { expect, test } from "vitest";
import { loadConfig } from "./config.ts";
import { capacityOf } from "./node-capacity.ts";

const host = { cpus: 2, memoryBytes: 2 ** 32, dataRoot: "/nowhere/docker" } as HostInfo;
const settings = (env: Record<string, string>) => loadConfig({ DATABASE_URL: "postgres://h/db", AUTH_SECRET: "s".repeat(32), ...env });
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const capacity = (env: Record<string, string>) => capacityOf(host, settings(env), silent);

test("what the host has is leased less a reserve, and what is configured in its place", async () => {
	expect(await capacity({ NODE_MEMORY_RESERVE: "1GiB" })).toMatchObject({ cpuMillis: 2_000, memoryBytes: 3 * 2 ** 30 });
	expect(await capacity({ NODE_CPU_MILLIS: "500", NODE_MEMORY: "1GiB", NODE_DISK: "5GiB" })).toEqual({
		cpuMillis: 500,
		memoryBytes: 2 ** 30,
		diskBytes: 5 * 2 ** 30,
	});
});

test("disk is that of the volumes, also before their directory is made, and none where the engine's is not of this machine", async () => {
	const { blocks, bsize } = await statfs(tmpdir());
	expect(await capacity({ VOLUME_ROOT: `${tmpdir()}/berth-not-there/volumes` })).toMatchObject({
		diskBytes: Math.floor(blocks * bsize * 0.9),
	});
	expect(await capacity({})).toMatchObject({ diskBytes: 0 });
});
