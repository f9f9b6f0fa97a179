import { expect, test } from "vitest";
import { createDockerEngine } from "./docker-engine.ts";
import { inspectAnswer, json, startScriptedDaemon } from "./scripted-daemon.ts";

const call = { signal: new AbortController().signal };
const image = (id: string) => json({ Id: id, RepoTags: [], RepoDigests: [], Size: 5, Config: null });

test("only named images that nobody uses are collected, and a dry run removes none", async () => {
	await using scripted = await startScriptedDaemon();
	scripted.on("GET /containers/json", json([{ Id: "c", ImageID: "sha256:used" }]));
	scripted.on("GET /images/used/json", image("sha256:used"));
	for (const name of ["free", "taken", "broken"]) scripted.on(`GET /images/${name}/json`, image(`sha256:${name}`));
	scripted.on("DELETE /images/free", json([]));
	scripted.on("DELETE /images/taken", json({ message: "conflict: unable to remove" }, 409));
	scripted.on("DELETE /images/broken", json({ message: "boom" }, 500));
	const engine = createDockerEngine({ socketPath: scripted.socketPath, installation: "x" });
	const refs = ["used", "free", "taken", "broken", "none"];
	const candidates = refs.map((ref, second) => ({ ref, lastUsedAt: new Date(second * 1_000).toISOString() }));
	const fates = async (dryRun: boolean) => (await engine.upkeep.collectImages({ candidates, dryRun }, call)).map(({ fate }) => fate);
	expect(await fates(true)).toEqual(["in-use", "would-remove", "would-remove", "would-remove", "gone"]);
	expect(scripted.requests.some((request) => request.startsWith("DELETE"))).toBe(false);
	expect(await fates(false)).toEqual(["in-use", "removed", "in-use", "failed", "gone"]);
	await engine.close();
});

test("the disk is measured once for all who ask, and what the daemon does not know is null", async () => {
	await using scripted = await startScriptedDaemon();
	const volumes = [{ UsageData: { Size: 3 } }, { UsageData: { Size: -1 } }];
	scripted.on("GET /system/df", json({ LayersSize: 9, Images: [{}], Containers: [{ SizeRw: 4 }, {}], Volumes: volumes, BuildCache: null }));
	const engine = createDockerEngine({ socketPath: scripted.socketPath, installation: "x" });
	const [one, two] = await Promise.all([engine.upkeep.diskUsage(call), engine.upkeep.diskUsage(call)]);
	expect(one).toEqual(two);
	expect(one).toMatchObject({ imageBytes: 9, containerBytes: 4, containers: 2, volumeBytes: null, volumes: 2, buildCacheBytes: 0 });
	expect(scripted.requests.filter((request) => request.includes("/system/df"))).toHaveLength(1);
	await engine.close();
});

test("what is not ours is neither changed nor entered", async () => {
	await using scripted = await startScriptedDaemon();
	scripted.on("GET /containers/foreign/json", json(inspectAnswer("foreign", { "berth.installation": "another" })));
	const engine = createDockerEngine({ socketPath: scripted.socketPath, installation: "x" });
	const refused = [
		engine.containers.remove("foreign", call),
		engine.changes.updateLimits("foreign", { pidsMax: 5 }, call),
		engine.changes.rename("foreign", "mine", call),
		engine.changes.restart("foreign", { graceMs: 0 }, call),
		engine.exec.run("foreign", { argv: ["id"], timeoutMs: 1_000 }, call),
	];
	for (const attempt of refused) await expect(attempt).rejects.toMatchObject({ code: "CONFLICT" });
	expect(scripted.requests.every((request) => request.startsWith("GET"))).toBe(true);
	await engine.close();
});
