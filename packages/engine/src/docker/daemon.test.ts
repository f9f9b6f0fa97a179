import { Secret } from "@berth/core";
import { expect, test, vi } from "vitest";
import { apiVersions } from "./api-version.ts";
import { createDaemon } from "./daemon.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { defaultLimits } from "./limits.ts";
import { json, type ScriptedDaemon, startScriptedDaemon } from "./scripted-daemon.ts";
import { createTransport } from "./transport.ts";

const signal = new AbortController().signal;
const speakTo = (scripted: ScriptedDaemon, closing = signal) =>
	createDaemon(createTransport({ socketPath: scripted.socketPath }), defaultLimits, closing);
const ping = { op: "ping", method: "GET", path: "/_ping", signal } as const;

test("the version is asked once and spoken from then on, and asked again when the daemon no longer speaks it", async () => {
	await using scripted = await startScriptedDaemon();
	const daemon = speakTo(scripted);
	await Promise.all([daemon.call(ping), daemon.call(ping)]);
	expect(scripted.requests.filter((request) => request.endsWith("/version"))).toHaveLength(1);
	expect(scripted.requests.filter((request) => request === "GET /v1.41/_ping")).toHaveLength(2);

	scripted.on("GET /version", json({ Version: "29.0", ApiVersion: "1.52", MinAPIVersion: "1.44" }));
	scripted.on("GET /_ping", (request, response) => {
		const answer = request.url?.startsWith("/v1.41/")
			? json({ message: "client version 1.41 is too old. Minimum supported API version is 1.44" }, 400)
			: json("OK");
		answer(request, response);
	});
	expect((await daemon.call(ping)).status).toBe(200);
	expect(scripted.requests.at(-1)).toBe(`GET /v${apiVersions.known}/_ping`);
});

test("a daemon that does not answer is a timeout, one that hangs up in the middle is unreachable, and both free the caller", async () => {
	await using scripted = await startScriptedDaemon();
	const daemon = speakTo(scripted);
	scripted.on("GET /silent", () => undefined);
	scripted.on("GET /half", (_, response) => {
		response.writeHead(200, { "content-length": "100" }).write("half");
		setImmediate(() => response.destroy());
	});
	await expect(daemon.call({ ...ping, path: "/silent", ms: 50 })).rejects.toMatchObject({ code: "TIMEOUT" });
	await expect(daemon.call({ ...ping, path: "/half" })).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
	await expect(daemon.stream({ ...ping, path: "/silent", ms: 50 })).rejects.toMatchObject({ code: "TIMEOUT" });
});

test("no daemon, and one whose answer is not what it promises, are two different errors and never an empty answer", async () => {
	await using scripted = await startScriptedDaemon();
	scripted.on("GET /containers/json", (_, response) => void response.end("<html>proxy</html>"));
	const engine = createDockerEngine({ socketPath: scripted.socketPath, installation: "x" });
	await expect(engine.containers.list({ managed: true }, { signal })).rejects.toMatchObject({
		code: "ENGINE_FAILED",
		data: { unreadable: true },
	});
	await scripted.stop();
	await expect(engine.containers.list({ managed: true }, { signal })).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
	await engine.close();
});

test("an open stream ends when its caller gives up or the engine closes", async () => {
	await using scripted = await startScriptedDaemon();
	scripted.on("GET /endless", (_, response) => void response.writeHead(200).write("x"));
	const [caller, closing] = [new AbortController(), new AbortController()];
	const daemon = speakTo(scripted, closing.signal);
	const read = async (own: AbortSignal) => {
		const stream = await daemon.stream({ ...ping, path: "/endless", signal: own });
		for await (const _ of stream) (own === signal ? closing : caller).abort();
	};
	await expect(read(caller.signal)).rejects.toThrow("given up");
	await expect(read(signal)).rejects.toThrow("given up");
	await expect(daemon.call(ping)).rejects.toMatchObject({ code: "ABORTED" });
});

test("the environment of the process does not decide where the daemon is", async () => {
	await using scripted = await startScriptedDaemon();
	vi.stubEnv("DOCKER_HOST", "tcp://192.0.2.1:2375");
	try {
		expect((await speakTo(scripted).call(ping)).body).toBe("OK");
	} finally {
		vi.unstubAllEnvs();
	}
});

test("credentials go in their header and into nothing that prints", async () => {
	await using scripted = await startScriptedDaemon();
	let header: string | undefined;
	scripted.on("POST /images/create", (request, response) => {
		header = String(request.headers["x-registry-auth"]);
		json({ message: "unauthorized: authentication required" }, 500)(request, response);
	});
	const engine = createDockerEngine({ socketPath: scripted.socketPath, installation: "x" });
	const auth = { username: "ada", password: new Secret("hunter2") };
	const error = await engine.images.pull("registry.test/app:1", { policy: "always", auth }, { signal }).catch((thrown: unknown) => thrown);
	expect(error).toMatchObject({ code: "IMAGE_DENIED" });
	expect(JSON.parse(Buffer.from(header ?? "", "base64url").toString())).toEqual({
		username: "ada",
		password: "hunter2",
		serveraddress: "registry.test",
	});
	expect(scripted.requests.join()).not.toContain("hunter2");
	await engine.close();
});
