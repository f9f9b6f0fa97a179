import { expect, test } from "vitest";
import { label } from "../labels.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { inspectAnswer, json, startScriptedDaemon } from "./scripted-daemon.ts";

const call = { signal: new AbortController().signal };
const id = "0123456789ab".repeat(5);
const spec = { name: "berth-net", tenantId: "ada" };
const labels = { [label.installation]: "here", [label.tenant]: "ada" };
const standing = [{ Id: "n1", Name: spec.name, Created: "", Driver: "bridge", Internal: false, Options: {}, Labels: labels }];

async function openScene() {
	const daemon = await startScriptedDaemon();
	daemon.on("GET /networks", json(standing));
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "here" });
	const looks = () => daemon.requests.filter((request) => /^GET \S*\/networks\?/.test(request)).length;
	const close = async () => {
		await engine.close();
		await daemon[Symbol.asyncDispose]();
	};
	return { daemon, engine, looks, [Symbol.asyncDispose]: close };
}

test("a network that was looked at ahead is not asked for again, until it is taken away", async () => {
	await using scene = await openScene();
	const { daemon, engine, looks } = scene;
	const [, ensured] = await Promise.all([engine.networks.look(spec.name, call), engine.networks.ensure(spec, call)]);
	expect(ensured).toEqual({ id: "n1", outcome: "kept" });
	expect(looks()).toBe(1);
	// What is remembered is judged for each who asks.
	await expect(engine.networks.ensure({ ...spec, tenantId: "bob" }, call)).rejects.toMatchObject({ code: "CONFLICT" });
	daemon.on("GET /containers/json", json([]));
	daemon.on("DELETE /networks/n1", (_, response) => void response.writeHead(204).end());
	expect(await engine.networks.removeIfEmpty(spec.name, call)).toEqual({ outcome: "removed" });
	const before = looks();
	await engine.networks.ensure(spec, call);
	expect(looks()).toBe(before + 1);
});

test("a start that misses its network asks for it, whatever was seen a moment ago", async () => {
	await using scene = await openScene();
	const { daemon, engine, looks } = scene;
	await engine.networks.ensure(spec, call);
	const container = inspectAnswer(id, labels);
	daemon.on(`GET /containers/${id}/json`, json({ ...container, HostConfig: { ...container.HostConfig, NetworkMode: spec.name } }));
	let starts = 0;
	daemon.on(`POST /containers/${id}/start`, (_, response) => {
		if (starts++ > 0) return void response.writeHead(204).end();
		response.writeHead(404, { "content-type": "application/json" }).end(JSON.stringify({ message: `network ${spec.name} not found` }));
	});
	expect(await engine.containers.start(id, call)).toEqual({ changed: true });
	expect(looks()).toBe(2);
});
