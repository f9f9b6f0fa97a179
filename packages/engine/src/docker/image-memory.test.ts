import { expect, test } from "vitest";
import { label } from "../labels.ts";
import type { ContainerSpec } from "../spec.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { inspectAnswer, json, startScriptedDaemon } from "./scripted-daemon.ts";

const call = { signal: new AbortController().signal };
const id = "0123456789ab".repeat(5);

const spec: ContainerSpec = {
	name: "c",
	owner: { tenantId: "ada", leaseId: "l1" },
	service: "api",
	index: 0,
	generation: 1,
	image: "web:1",
	env: {},
	labels: {},
	ports: [],
	tmpfs: [],
	network: { name: "berth-net", aliases: ["api"] },
	resources: { cpuMillis: 500, memoryBytes: 1_000, pidsMax: 10 },
	stopGraceMs: 5_000,
	init: true,
};

const host = {
	ServerVersion: "20.10.24",
	OperatingSystem: "Linux",
	OSType: "linux",
	Architecture: "x86_64",
	NCPU: 2,
	MemTotal: 1_000_000,
	Driver: "overlay2",
	DockerRootDir: "/var/lib/docker",
	SystemTime: "2030-01-01T00:00:00Z",
	MemoryLimit: true,
	SwapLimit: true,
	CpuCfsQuota: true,
	PidsLimit: true,
};

const image = (imageId: string) => json({ Id: imageId, RepoTags: ["web:1"], RepoDigests: [], Size: 1, Created: null, Config: {} });

/** A container that nobody has started yet. */
const made = () => {
	const answer = inspectAnswer(id, { [label.installation]: "here" });
	return { ...answer, State: { ...answer.State, Status: "created" } };
};

/** What `ensure` asks after the image was looked at as `before`, while the daemon makes containers of `sha256:0`. */
async function askedAfter(before: string): Promise<string[]> {
	await using daemon = await startScriptedDaemon();
	daemon.on("GET /info", json(host));
	daemon.on("GET /images/web:1/json", image(before));
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "here" });
	await engine.images.inspect("web:1", call);
	daemon.on("GET /images/web:1/json", image("sha256:0"));
	daemon.on("POST /containers/create", json({ Id: id, Warnings: [] }, 201));
	daemon.on(`GET /containers/${id}/json`, json(made()));
	daemon.on(`DELETE /containers/${id}`, (_, response) => void response.writeHead(204).end());
	const from = daemon.requests.length;
	// What this daemon stores is never what was asked for: only what went before that counts here.
	await expect(engine.containers.ensure(spec, call)).rejects.toMatchObject({ code: "ENGINE_FAILED" });
	await engine.close();
	return daemon.requests
		.slice(from)
		.map((request) => request.replace(/\/v[\d.]+/, "").replace(/\?.*/, ""))
		.filter((request) => /^(POST|DELETE)|images/.test(request));
}

test("a container is made of the image that was just looked at, which is not asked for again", async () => {
	expect(await askedAfter("sha256:0")).toEqual(["POST /containers/create", `DELETE /containers/${id}`]);
});

test("a container of an image that has got another meaning meanwhile is removed, and made for that one", async () => {
	const once = ["POST /containers/create", `DELETE /containers/${id}`];
	expect(await askedAfter("sha256:1")).toEqual([...once, "GET /images/web:1/json", ...once]);
});

test("a container that somebody started while its maker looked at it in vain is left alone", async () => {
	await using daemon = await startScriptedDaemon();
	daemon.on("GET /info", json(host));
	daemon.on("GET /images/web:1/json", image("sha256:0"));
	daemon.on("POST /containers/create", json({ Id: id, Warnings: [] }, 201));
	daemon.on(`GET /containers/${id}/json`, json(inspectAnswer(id, { [label.installation]: "here" })));
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "here" });
	await expect(engine.containers.ensure(spec, call)).rejects.toMatchObject({ code: "ENGINE_FAILED" });
	await engine.close();
	expect(daemon.requests.filter((request) => request.startsWith("DELETE"))).toEqual([]);
});
