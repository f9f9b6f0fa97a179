import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { isApiPath } from "./api-app.ts";
import { IMPORT_PATH } from "./backup/backup-routes.ts";
import { BUILD_PATH } from "./build/build-route.ts";
import type { WebForwarder } from "./forward-to-web.ts";
import { receiveWithin } from "./receive-within.ts";
import { trackSilentConnections } from "./silent-connections.ts";
import type { Upgrades } from "./upgrade-request.ts";

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
	/** Null where only the API's own paths are served. */
	readonly web: WebForwarder | null;
	readonly socket: Upgrades | null;
}): Promise<HttpServer> {
	// It puts its own lighter Request and Response in place of the global ones: an answer of text then never becomes a stream.
	const answer = getRequestListener(options.api);
	const streams = new Set<ServerResponse>();
	const server = createServer({ requestTimeout: 0, headersTimeout: options.receiveMs, keepAliveTimeout: 65_000 }, (req, res) => {
		if (!isUpload(req)) receiveWithin(req, res, options.receiveMs);
		if (options.web && !isApiPath(req.url ?? "/")) return options.web.handle(req, res);
		if (wantsStream(req)) {
			streams.add(res);
			res.once("close", () => streams.delete(res));
		}
		void answer(req, res);
	});
	const { socket } = options;
	if (socket) {
		server.on("upgrade", (req, stream, head) => {
			try {
				socket.upgrade(req, stream, head);
			} catch {
				// Nobody else is above this: what is thrown here would end the process, and whoever sent it would need nothing for that.
				stream.destroy();
			}
		});
	}
	const silent = trackSilentConnections(server);
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(options.port, options.host, () => {
			server.off("error", reject);
			resolve();
		});
	});
	return {
		port: portOf(server),
		close: (withinMs) => {
			const closed = closeServer(server, streams, withinMs);
			silent.end();
			return closed;
		},
	};
}

// A server that listens on TCP has an address of this form.
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const uploadPaths: ReadonlySet<string> = new Set([IMPORT_PATH, BUILD_PATH]);

/** It has its own pace. */
const isUpload = (req: IncomingMessage): boolean => req.method === "POST" && uploadPaths.has(req.url?.split("?")[0] ?? "");

const wantsStream = (req: IncomingMessage): boolean => req.headers.accept?.includes("text/event-stream") ?? false;

async function closeServer(server: Server, streams: ReadonlySet<ServerResponse>, withinMs: number): Promise<void> {
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	// A stream would last for ever. Cut, its reader comes back by itself; ended politely, it would take that for the end.
	for (const stream of streams) stream.destroy();
	server.closeIdleConnections();
	const timer = setTimeout(() => server.closeAllConnections(), withinMs);
	await closed;
	clearTimeout(timer);
}
