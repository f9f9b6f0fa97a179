import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { isApiPath } from "./api-app.ts";
import type { WebForwarder } from "./forward-to-web.ts";
import type { LiveSocket } from "./live-socket.ts";

export interface HttpServer {
	readonly port: number;
	/** Takes no more connections, lets requests end, and cuts what is left after `withinMs`. */
	close(withinMs: number): Promise<void>;
}

/** The one public port: the API answers its own paths, everything else is the dashboard's. */
export async function startServer(options: {
	readonly host: string;
	readonly port: number;
	readonly receiveMs: number;
	readonly api: (request: Request, env: object) => Response | Promise<Response>;
	readonly web: WebForwarder;
	readonly socket: LiveSocket;
}): Promise<HttpServer> {
	const answer = getRequestListener(options.api, { overrideGlobalObjects: false });
	const server = createServer(
		{ requestTimeout: options.receiveMs, headersTimeout: options.receiveMs, keepAliveTimeout: 65_000 },
		(req, res) => {
			if (isApiPath(req.url ?? "/")) void answer(req, res);
			else options.web.handle(req, res);
		},
	);
	server.on("upgrade", (req, socket, head) => options.socket.upgrade(req, socket, head));
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(options.port, options.host, () => {
			server.off("error", reject);
			resolve();
		});
	});
	return { port: portOf(server), close: (withinMs) => closeServer(server, withinMs) };
}

// A server that listens on TCP has an address of this form.
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function closeServer(server: Server, withinMs: number): Promise<void> {
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	server.closeIdleConnections();
	const timer = setTimeout(() => server.closeAllConnections(), withinMs);
	await closed;
	clearTimeout(timer);
}
