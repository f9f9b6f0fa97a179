import { DAY, HOUR, MINUTE, SECOND } from "@berth/core";
import { expect, test } from "vitest";
import { label } from "../labels.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { inspectAnswer, json, startScriptedDaemon } from "./scripted-daemon.ts";
import { isYounger } from "./walk-memory.ts";

const call = { signal: new AbortController().signal };

test.each([
	["Up Less than a second", 0, HOUR],
	["Up 12 seconds (healthy)", 12 * SECOND, MINUTE],
	["Up About a minute", 90 * SECOND, 3 * MINUTE],
	["Up 5 minutes (unhealthy)", 5.9 * MINUTE, 8 * MINUTE],
	["Up About an hour", 75 * MINUTE, 3 * HOUR],
	["Up 3 hours (Paused)", 3.4 * HOUR, 5 * HOUR],
	["Up 2 days", 2.9 * DAY, 4 * DAY],
	["Up 3 weeks", 25 * DAY, 40 * DAY],
])("what is %s is what it was, and not what began long before", (status, ownAgeMs, olderMs) => {
	expect(isYounger(status, ownAgeMs)).toBe(false);
	expect(isYounger(status, olderMs)).toBe(true);
});

test("what is not understood of an age, or has none, counts as another container's", () => {
	expect(isYounger("Up and away", 0)).toBe(true);
	expect(isYounger("Up 3 hours", Number.NaN)).toBe(true);
	expect(isYounger("Up 2 years", 800 * DAY)).toBe(false);
});

test("a walk inspects a running container again only when the list says something else of it", async () => {
	await using daemon = await startScriptedDaemon();
	const labels = { [label.installation]: "here", [label.lease]: "l1", [label.tenant]: "ada" };
	const port = (PublicPort: number) => ({ IP: "127.0.0.1", PrivatePort: 80, PublicPort, Type: "tcp" });
	const ports = [port(32_768), port(32_769)];
	const summary = {
		Id: "one",
		Labels: labels,
		State: "running",
		Status: "Up 12 seconds",
		Ports: ports,
		ImageID: "sha256:1",
		Names: ["/one"],
	};
	const answer = inspectAnswer("one", labels);
	const startedAt = (ageMs: number) => ({ ...answer, State: { ...answer.State, StartedAt: new Date(Date.now() - ageMs).toISOString() } });
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "here" });
	const inspectsOf = async (listed: object) => {
		daemon.on("GET /containers/json", json([listed]));
		const before = daemon.requests.length;
		const seen: string[] = [];
		await engine.containers.walk(async (batch) => void seen.push(...batch.map(({ id }) => id)), call);
		expect(seen).toEqual(["one"]);
		return daemon.requests.slice(before).filter((request) => request.includes("/containers/one/json")).length;
	};
	daemon.on("GET /containers/one/json", json(startedAt(12 * SECOND)));
	expect(await inspectsOf(summary)).toBe(1);
	expect(await inspectsOf({ ...summary, Status: "Up 14 seconds" })).toBe(0);
	expect(await inspectsOf({ ...summary, Ports: ports.toReversed() })).toBe(0);
	expect(await inspectsOf({ ...summary, Ports: [port(32_770)] })).toBe(1);
	expect(await inspectsOf({ ...summary, Status: "Up 14 seconds (unhealthy)" })).toBe(1);
	expect(await inspectsOf({ ...summary, State: "exited", Status: "Exited (0) 1 second ago" })).toBe(1);
	// What stands still is not remembered: it was running when it was inspected, and the list says that it is not.
	expect(await inspectsOf({ ...summary, State: "exited", Status: "Exited (0) 2 seconds ago" })).toBe(1);
	daemon.on("GET /containers/one/json", json(startedAt(2 * HOUR)));
	expect(await inspectsOf({ ...summary, Status: "Up 2 hours" })).toBe(1);
	expect(await inspectsOf({ ...summary, Status: "Up 2 hours" })).toBe(0);
	expect(await inspectsOf({ ...summary, Status: "Up 2 seconds" })).toBe(1);
	await engine.close();
});
