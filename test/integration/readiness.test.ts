import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeRootfs } from "../support/fixture-images.ts";
import { connectDaemon } from "../volumes/docker-daemon.ts";
import { createDockerWorld } from "./docker-world.ts";

const run = promisify(execFile);
const MIB = 2 ** 20;
const { signal } = new AbortController();
const uptimeTo = (file: string) => `cut -d ' ' -f 1 /proc/uptime > ${file}`;

/** An image whose user writes to an empty directory of its own. Returns its reference. */
async function makeCacheImage(undo: AsyncDisposableStack): Promise<string> {
	const daemon = connectDaemon();
	const { folder, remove } = await makeRootfs();
	undo.defer(remove);
	await mkdir(join(folder, "var/cache/app"), { recursive: true });
	await run("chown", ["-R", "0:0", folder]);
	await chown(join(folder, "var/cache/app"), 1000, 1000);
	const file = `${folder}.tar`;
	await run("tar", ["-C", folder, "--numeric-owner", "-cf", file, "."]);
	undo.defer(async () => void (await run("rm", ["-f", file])));
	const id = await daemon.importImage(createReadStream(file), ["USER 1000:1000"]);
	const repo = `localhost/berth-test/${randomUUID()}`;
	undo.defer(async () => void (await daemon.ask("DELETE", `/images/${id}?force=true&`)));
	await daemon.ask("POST", `/images/${id}/tag?repo=${encodeURIComponent(repo)}&tag=1&`);
	return `${repo}:1`;
}

test("a service is waited for until it answers as its manifest asks, and one that never does is told why and taken back", async () => {
	await using undo = new AsyncDisposableStack();
	const image = await makeCacheImage(undo);
	const { service, caller, tenantId, stores, engine, images, broken } = undo.use(await createDockerWorld());
	const plain = { name: "plain", cpuMillis: 100, memoryBytes: 32 * MIB, diskBytes: 0, pidsMax: 64, position: 3, enabled: true };
	await stores.catalog.putSku(plain);
	const often = { interval: "100ms", timeout: "20s" };
	/** What fails before `patience` is over does not count, so that it is a loaded machine's time to come up. */
	const manifest = (path: string, patience: string) => ({
		services: {
			cache: {
				image,
				command: ["sh", "-c", `sleep 1; ${uptimeTo("/var/cache/app/at")}; exec sleep 600`],
				readiness: { command: ["test", "-s", "/var/cache/app/at"], ...often },
				stop_grace_period: "1s",
			},
			web: {
				image: images.web,
				command: ["sh", "-c", `${uptimeTo("/tmp/at")}; exec httpd -f -p 8080 -h /www`],
				readiness: { http: { port: 8080, path }, retries: 5, start_period: patience, ...often },
				depends_on: { cache: { condition: "service_healthy" } },
				stop_grace_period: "1s",
			},
		},
	});
	const end = async ({ leaseId, operationId }: Awaited<ReturnType<typeof service.provision>>) => {
		const { met, operation } = await service.wait(caller, { leaseId, operationId, timeoutMs: 120_000 }, signal);
		expect(met).toBe(true);
		return `${operation?.state} ${operation?.reason ?? ""}`.trim();
	};
	const items = ["cache", "web"].map((name) => ({ service: name, sku: plain.name, quantity: 1 }));
	const accepted = await service.provision(caller, tenantId, { name: "asked", items, manifest: manifest("/", "60s") });
	const { leaseId } = accepted;
	expect(await end(accepted)).toBe("succeeded");

	const standing = await engine.containers.list({ leaseId }, { signal });
	const readAt = async (name: string, file: string) => {
		const id = standing.find((one) => one.service === name)?.id ?? "";
		const { stdout } = await engine.exec.run(id, { argv: ["cat", file], timeoutMs: 60_000 }, { signal });
		return Number.parseFloat(stdout);
	};
	const [readyAt, startedAt] = [await readAt("cache", "/var/cache/app/at"), await readAt("web", "/tmp/at")];
	expect(readyAt).toBeGreaterThan(0);
	expect(startedAt).toBeGreaterThanOrEqual(readyAt);

	expect(await end(await service.update(caller, { leaseId, manifest: manifest("/none", "8s") }))).toBe("rolled_back NotReady");
	const { state, diagnostics } = await service.get(caller, leaseId);
	expect(state).toBe("ready");
	expect(diagnostics).toMatchObject([
		{ service: "web", reason: "NotReady", exitCode: null, healthOutput: expect.stringMatching(/^GET \/none at .+ answered 404$/) },
	]);
	const after = await engine.containers.list({ leaseId }, { signal });
	expect(after.map(({ id, phase }) => `${id} ${phase}`).sort()).toEqual(standing.map(({ id }) => `${id} running`).sort());
	expect(await broken()).toEqual([]);
});
