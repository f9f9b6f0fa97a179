import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A daemon for unit tests that says what it is told to, on a socket of its own. */
export interface ScriptedDaemon extends AsyncDisposable {
	readonly socketPath: string;
	/** `GET /v1.41/events?…`, as asked. */
	readonly requests: readonly string[];
	/** Answers requests whose method and path without version and query are these. Later answers replace earlier ones. */
	on(what: string, answer: Answer): void;
	/** Cuts every open connection and refuses new ones until `start`. */
	stop(): Promise<void>;
	start(): Promise<void>;
}

export const json =
	(body: unknown, status = 200): Answer =>
	(_, response) =>
		void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

export async function startScriptedDaemon(): Promise<ScriptedDaemon> {
	const folder = await mkdtemp(join(tmpdir(), "berth-scripted-"));
	const socketPath = join(folder, "docker.sock");
	const requests: string[] = [];
	const answers = new Map<string, Answer>([
		["GET /version", json({ Version: "20.10.24", ApiVersion: "1.41", MinAPIVersion: "1.12" })],
		["GET /_ping", (_, response) => void response.end("OK")],
	]);
	const server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		const path = (request.url ?? "").replace(/^\/v\d+\.\d+/, "").replace(/\?.*$/, "");
		const answer = answers.get(`${request.method} ${path}`) ?? json({ message: "page not found" }, 404);
		answer(request, response);
	});
	const start = () => new Promise<void>((resolve) => void server.listen(socketPath, resolve));
	const stop = () =>
		new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	await start();
	return {
		socketPath,
		requests,
		on: (what, answer) => void answers.set(what, answer),
		start,
		stop,
		async [Symbol.asyncDispose]() {
			if (server.listening) await stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** What a daemon says of one running container. */
export const inspectAnswer = (id: string, labels: Readonly<Record<string, string>>) => ({
	Id: id,
	Name: `/${id}`,
	Image: "sha256:0",
	State: {
		Status: "running",
		OOMKilled: false,
		ExitCode: 0,
		Error: "",
		StartedAt: "2030-01-01T00:00:00Z",
		FinishedAt: "0001-01-01T00:00:00Z",
	},
	Config: { Image: "web:1", User: "", Entrypoint: null, Cmd: null, Labels: labels },
	HostConfig: {
		NetworkMode: "berth-net",
		Privileged: false,
		ReadonlyRootfs: true,
		PublishAllPorts: false,
		Memory: 0,
		MemorySwap: 0,
		NanoCpus: 0,
		RestartPolicy: { Name: "no" },
		LogConfig: { Type: "json-file" },
	},
	Mounts: null,
	NetworkSettings: { Ports: {}, Networks: {} },
});
