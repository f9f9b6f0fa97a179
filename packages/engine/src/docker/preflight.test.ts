import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDockerEngine } from "./docker-engine.ts";
import { json, startScriptedDaemon } from "./scripted-daemon.ts";

const call = { signal: new AbortController().signal };

test("a check that hangs, breaks or cannot read its answer is a warning of its own and hinders no other", async () => {
	await using scripted = await startScriptedDaemon();
	scripted.on("GET /info", () => undefined);
	scripted.on("GET /networks", json({ not: "a list" }));
	scripted.on("GET /containers/json", json([]));
	const engine = createDockerEngine({
		socketPath: scripted.socketPath,
		installation: "x",
		limits: { checkMs: 2_000 },
		preflight: {
			dataDirectory: "/data",
			ingress: { publicPorts: [] },
			known: () => Promise.reject(new Error("postgres://user:hunter2@db")),
		},
	});
	const results = new Map((await engine.host.preflight(call)).map((result) => [result.id, result]));
	const failed = { severity: "warning", broke: true, seen: expect.stringMatching(/^check_failed: /), remedy: expect.any(String) };
	for (const id of ["engine_limits", "disk_space", "clock", "address_pools", "orphans"]) expect(results.get(id), id).toMatchObject(failed);
	expect(JSON.stringify([...results.values()])).not.toContain("hunter2");
	expect(results.get("engine_reachable")?.severity).toBe("ok");
	expect(results.get("ingress_present")).toMatchObject({ severity: "warning", broke: false });
	expect(results.get("self_detect")?.severity).toBe("ok");
	await engine.close();
});

test("every check says where the documentation has more, and it is there", async () => {
	await using scripted = await startScriptedDaemon();
	scripted.on("GET /containers/json", json([]));
	const directory = await mkdtemp(join(tmpdir(), "berth-preflight-"));
	const engine = createDockerEngine({
		socketPath: scripted.socketPath,
		installation: "x",
		volumes: { root: join(directory, "volumes"), driver: "plain" },
		preflight: {
			dataDirectory: directory,
			probeImage: "i",
			isolationImage: "i",
			registries: [],
			ingress: { publicPorts: [] },
			known: () => Promise.reject(new Error("nobody")),
		},
	});
	try {
		const page = await readFile(new URL("../../../../docs/preflight.md", import.meta.url), "utf8");
		const results = await engine.host.preflight(call);
		expect(results.length).toBeGreaterThan(24);
		for (const { id, docs } of [...results, { id: "volume_mounts_seen", docs: "docs/preflight.md#volume_mounts_seen" }]) {
			expect(docs).toBe(`docs/preflight.md#${id}`);
			expect(page, id).toContain(`<a id="${id}"></a>`);
		}
	} finally {
		await engine.close();
		await rm(directory, { recursive: true, force: true });
	}
});
