import { expect, test } from "vitest";
import type { StatsSample } from "../stats-group.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { inspectAnswer, json, startScriptedDaemon } from "./scripted-daemon.ts";

const call = () => ({ signal: AbortSignal.timeout(20_000) });
const info = {
	ServerVersion: "20.10.24",
	OperatingSystem: "x",
	OSType: "linux",
	Architecture: "x86_64",
	NCPU: 2,
	MemTotal: 8_000_000_000,
	Driver: "overlay2",
	DockerRootDir: "/x",
	SystemTime: "2030-01-01T00:00:00Z",
	MemoryLimit: true,
	SwapLimit: true,
	CpuCfsQuota: true,
	PidsLimit: true,
	SecurityOptions: [],
};
const frame = (second: number) =>
	`${JSON.stringify({
		read: new Date(Date.UTC(2030, 0, 1) + second * 1_000).toISOString(),
		cpu_stats: { cpu_usage: { total_usage: second * 250 }, system_cpu_usage: second * 2_000, online_cpus: 2 },
	})}\n`;

test("no more streams than allowed are open at the daemon, and a limit that changes counts from the next sample on", async () => {
	await using scripted = await startScriptedDaemon();
	scripted.on("GET /info", json(info));
	const say = Promise.withResolvers<void>();
	let cpus = 500_000_000;
	const inspect = (id: string) => {
		const answer = inspectAnswer(id, { "berth.installation": "x" });
		return { ...answer, HostConfig: { ...answer.HostConfig, NanoCpus: cpus } };
	};
	for (const id of ["one", "two"]) {
		scripted.on(`GET /containers/${id}/json`, (request, response) => json(inspect(id))(request, response));
		scripted.on(`GET /containers/${id}/stats`, (_, response) => {
			response.write(frame(1) + frame(2));
			void say.promise.then(() => response.write(frame(3)));
		});
	}
	scripted.on("POST /containers/one/update", (request, response) => {
		cpus = 250_000_000;
		json({})(request, response);
	});
	const engine = createDockerEngine({ socketPath: scripted.socketPath, installation: "x", limits: { statsStreamsMax: 1 } });
	const samples: StatsSample[] = [];
	for await (const message of engine.stats.watch("one", call())) {
		if (message.kind !== "sample") continue;
		samples.push(message.sample);
		if (message.sample.cpu.percent === null) continue;
		if (samples.at(-1)?.cpu.ofLimitPercent === 100) break;
		expect(await engine.stats.latest("two", call())).toEqual({ kind: "gap", why: "stale" });
		await engine.changes.updateLimits("one", { cpuMillis: 250 }, call());
		say.resolve();
	}
	expect(samples.at(-1)?.cpu).toMatchObject({ percent: 25, ofLimitPercent: 100 });
	expect(scripted.requests.filter((request) => request.includes("/stats"))).toHaveLength(1);
	await engine.close();
});
