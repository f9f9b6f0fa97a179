import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One request that passed through, without its API version: `POST /containers/create`. */
export interface DaemonCall {
	readonly method: string;
	readonly path: string;
	/** Whether it changes the host. */
	readonly mutates: boolean;
}

/** What to do with a call. `before` runs when it has arrived, `after` when the daemon has answered and the caller has not heard it. */
export interface DaemonHooks {
	before?(call: DaemonCall): "forward" | "drop" | "hang";
	after?(call: DaemonCall): "answer" | "drop";
}

export interface DockerProxy extends AsyncDisposable {
	readonly socketPath: string;
	readonly calls: readonly DaemonCall[];
	use(hooks: DaemonHooks): void;
	/** Refuses new connections and cuts the open ones, as a daemon that died does. */
	cut(): void;
	restore(): void;
}

const toCall = (incoming: IncomingMessage): DaemonCall => {
	const method = incoming.method ?? "GET";
	const path = (incoming.url ?? "/").replace(/^\/v\d+\.\d+/, "").replace(/\?.*$/, "");
	return { method, path, mutates: method !== "GET" && method !== "HEAD" };
};

/**
 * A socket between a process and the Docker daemon at which a test may watch, stop or lose any call.
 *
 * It forwards requests and streams as they are; what it does not forward reaches no daemon.
 */
export async function startDockerProxy(upstream = "/var/run/docker.sock"): Promise<DockerProxy> {
	const folder = await mkdtemp(join(tmpdir(), "berth-proxy-"));
	const socketPath = join(folder, "docker.sock");
	const calls: DaemonCall[] = [];
	const open = new Set<{ destroy(): void }>();
	let hooks: DaemonHooks = {};
	let dead = false;

	const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
		const call = toCall(incoming);
		calls.push(call);
		const verdict = hooks.before?.(call) ?? "forward";
		if (verdict === "hang") return;
		if (verdict === "drop" || dead) return void incoming.destroy();
		const onward = request({ socketPath: upstream, method: call.method, path: incoming.url ?? "/", headers: incoming.headers });
		open.add(onward);
		onward.on("close", () => open.delete(onward));
		onward.on("error", () => outgoing.destroy());
		onward.on("response", (answer) => {
			// The daemon answers a change when it has done it.
			if (call.mutates && (hooks.after?.(call) ?? "answer") === "drop") return void outgoing.destroy();
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			outgoing.flushHeaders();
			answer.pipe(outgoing);
			answer.on("error", () => outgoing.destroy());
		});
		outgoing.on("close", () => onward.destroy());
		incoming.pipe(onward);
	};

	const server = createServer(forward);
	server.on("connection", (socket) => {
		if (dead) {
			socket.destroy();
			return;
		}
		open.add(socket);
		socket.on("close", () => open.delete(socket));
		socket.on("error", () => undefined);
	});
	await new Promise<void>((resolve) => server.listen(socketPath, resolve));

	const cut = () => {
		dead = true;
		for (const stream of open) stream.destroy();
		open.clear();
	};
	return {
		socketPath,
		calls,
		use: (next) => {
			hooks = next;
		},
		cut,
		restore: () => {
			dead = false;
		},
		async [Symbol.asyncDispose]() {
			cut();
			await new Promise((resolve) => server.close(resolve));
			await rm(folder, { recursive: true, force: true });
		},
	};
}
