import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Duplex, Transform } from "node:stream";

/** One request that passed through, without its API version: `POST /containers/create`. */
export interface DaemonCall {
	readonly method: string;
	readonly path: string;
	/** What follows the path, as it was written: empty, or from the question mark on. */
	readonly query: string;
	/** Whether it changes the host. */
	readonly mutates: boolean;
}

/**
 * What to do with a call. `before` runs when it has arrived, `after` when the daemon has answered and the caller has not heard it.
 *
 * `fail` answers 500 with all that was asked in the words, as the worst of daemons might; `truncate` cuts the answer in its middle.
 */
export interface DaemonHooks {
	before?(call: DaemonCall): "forward" | "drop" | "hang" | "fail";
	after?(call: DaemonCall): "answer" | "drop" | "truncate";
	/** Asked at each piece of an answer and at its end: from the first yes on no more of it passes, and it stays open, as if there were nothing. */
	mute?(call: DaemonCall): boolean;
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
	const [path = "/", query = ""] = (incoming.url ?? "/").replace(/^\/v\d+\.\d+/, "").split(/(?=\?)/);
	return { method, path, query, mutates: method !== "GET" && method !== "HEAD" };
};

function fail(incoming: IncomingMessage, outgoing: ServerResponse): void {
	let asked = JSON.stringify(incoming.headers);
	incoming.on("data", (part: Buffer) => {
		asked += part.toString();
	});
	incoming.on("end", () => {
		outgoing.writeHead(500, { "content-type": "application/json" });
		outgoing.end(JSON.stringify({ message: `the daemon is broken: ${asked}` }));
	});
}

const hasNoBody = ({ statusCode }: IncomingMessage): boolean => statusCode === 204 || statusCode === 304;

/** A stream on which nothing comes is cut as well. */
const SILENCE_MS = 100;

function truncate(answer: IncomingMessage, outgoing: ServerResponse): void {
	const cut = () => {
		clearTimeout(silence);
		outgoing.socket?.destroy();
	};
	const silence = setTimeout(cut, SILENCE_MS);
	answer.once("data", (first: Buffer) => outgoing.write(first.subarray(0, first.length >> 1), cut));
	answer.once("end", cut);
	answer.once("error", cut);
}

/** What is muted has no end either. */
function mutable(mutes: () => boolean): Transform {
	let isMute = false;
	return new Transform({
		transform(piece: Buffer, _, done) {
			isMute ||= mutes();
			done(null, isMute ? undefined : piece);
		},
		flush(done) {
			isMute ||= mutes();
			if (!isMute) done();
		},
	});
}

function headerLines({ rawHeaders }: IncomingMessage): string {
	let lines = "";
	for (let i = 0; i < rawHeaders.length; i += 2) lines += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
	return lines;
}

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
		if (verdict === "fail") return fail(incoming, outgoing);
		const onward = request({ socketPath: upstream, method: call.method, path: incoming.url ?? "/", headers: incoming.headers });
		open.add(onward);
		onward.on("close", () => open.delete(onward));
		onward.on("error", () => outgoing.destroy());
		onward.on("response", (answer) => {
			// The daemon answers a change when it has done it.
			const fate = hooks.after?.(call) ?? "answer";
			if (fate === "drop" || (fate === "truncate" && hasNoBody(answer))) return void outgoing.destroy();
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			outgoing.flushHeaders();
			if (fate === "truncate") return truncate(answer, outgoing);
			answer.pipe(mutable(() => hooks.mute?.(call) ?? false)).pipe(outgoing);
			answer.on("error", () => outgoing.destroy());
		});
		outgoing.on("close", () => onward.destroy());
		incoming.pipe(onward);
	};

	/** A connection that becomes a raw two-way stream; its bytes pass as they are. */
	const tunnel = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
		const call = toCall(incoming);
		calls.push(call);
		const verdict = hooks.before?.(call) ?? "forward";
		if (verdict === "hang") return;
		if (verdict === "drop" || dead) return void socket.destroy();
		if (verdict === "fail")
			return void socket.end("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
		const onward = connect(upstream);
		open.add(onward);
		onward.on("close", () => {
			open.delete(onward);
			socket.destroy();
		});
		onward.on("error", () => socket.destroy());
		socket.on("error", () => onward.destroy());
		socket.on("close", () => onward.destroy());
		onward.write(`${call.method} ${incoming.url} HTTP/1.1\r\n${headerLines(incoming)}\r\n`);
		onward.write(head);
		socket.pipe(onward);
		onward.once("data", (first: Buffer) => {
			if ((hooks.after?.(call) ?? "answer") !== "answer") return void socket.destroy();
			socket.write(first);
			onward.pipe(socket);
		});
	};

	const server = createServer(forward);
	server.on("upgrade", tunnel);
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
