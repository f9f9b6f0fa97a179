import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "../support/free-port.ts";

/** A way to a server that a test may cut: connections are dropped and new ones refused, as while that server restarts. */
export interface TcpProxy {
	readonly url: string;
	cut(): Promise<void>;
	mend(): Promise<void>;
}

export async function createTcpProxy(target: string): Promise<TcpProxy> {
	const { hostname, port } = new URL(target);
	const own = new URL(target);
	const ownPort = await freePort();
	own.hostname = "127.0.0.1";
	own.port = String(ownPort);
	const sockets = new Set<Socket>();
	let server: Server | null = null;

	const proxy: TcpProxy = {
		url: own.toString(),
		async cut() {
			const ending = server;
			server = null;
			const closed = new Promise((resolve) => (ending === null ? resolve(null) : ending.close(resolve)));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
		mend: () =>
			new Promise((resolve) => {
				server = createServer((near) => {
					const far = connect(Number(port), hostname);
					for (const [one, other] of [
						[near, far],
						[far, near],
					] as const) {
						sockets.add(one);
						one.on("error", () => undefined);
						one.on("close", () => {
							sockets.delete(one);
							other.destroy();
						});
						one.pipe(other);
					}
				}).listen(ownPort, "127.0.0.1", resolve);
			}),
	};
	await proxy.mend();
	return proxy;
}
