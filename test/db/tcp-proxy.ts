import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";

/** Stands between a program and its database, so that a test can cut the line and mend it. */
export interface TcpProxy extends AsyncDisposable {
	/** The same database, by way of the proxy. */
	readonly url: string;
	/** Breaks every connection and refuses new ones. */
	cut(): Promise<void>;
	mend(): Promise<void>;
}

export async function createTcpProxy(target: string): Promise<TcpProxy> {
	const { hostname, port } = new URL(target);
	const sockets = new Set<Socket>();
	const server = net.createServer((near) => {
		const far = net.connect({ host: hostname, port: Number(port) });
		for (const [one, other] of [
			[near, far],
			[far, near],
		] as const) {
			sockets.add(one);
			one.on("error", () => other.destroy());
			one.on("close", () => {
				sockets.delete(one);
				other.destroy();
			});
			one.pipe(other);
		}
	});
	const listen = async (at: number) => {
		server.listen(at, "127.0.0.1");
		await once(server, "listening");
		return (server.address() as AddressInfo).port;
	};
	const cut = async () => {
		const closed = once(server, "close");
		server.close();
		for (const socket of sockets) socket.destroy();
		await closed;
	};
	const own = await listen(0);
	const url = new URL(target);
	url.host = `127.0.0.1:${own}`;
	return {
		url: url.href,
		cut,
		mend: async () => void (await listen(own)),
		[Symbol.asyncDispose]: async () => {
			if (server.listening) await cut();
		},
	};
}
