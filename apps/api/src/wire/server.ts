import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type Millis, SECOND } from "@berth/core";
import { receiveWithin } from "../http/receive-within.ts";
import { trackSilentConnections } from "../http/silent-connections.ts";
import { hasAllowedName } from "./client-identity.ts";
import type { WireTls } from "./wire-settings.ts";

const RECEIVE_MS: Millis = 30 * SECOND;
const IDLE_MS: Millis = 120 * SECOND;

export interface WireServer {
	readonly port: number;
	/** Takes no more connections, lets requests end, and cuts what is left after `withinMs`. */
	close(withinMs: number): Promise<void>;
}

export interface WireServerOptions {
	readonly host: string;
	readonly port: number;
	readonly tls: WireTls | null;
	readonly handle: RequestListener;
	/** Told that a client was sent away whose certificate has none of the names. */
	readonly refused: () => void;
}

/** The port of the backend protocol: its own, so that it is reached by nobody whom a proxy lets in for something else. */
export async function startWireServer({ host, port, tls, handle, refused }: WireServerOptions): Promise<WireServer> {
	const timeouts = { requestTimeout: 0, headersTimeout: RECEIVE_MS, keepAliveTimeout: IDLE_MS };
	const listener: RequestListener = (req, res) => {
		receiveWithin(req, res, RECEIVE_MS);
		handle(req, res);
	};
	const server = tls === null ? createServer(timeouts, listener) : startTls(tls, timeouts, listener, refused);
	const silent = trackSilentConnections(server);
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => {
			server.off("error", reject);
			resolve();
		});
	});
	return {
		// A server that listens on TCP has an address of this form.
		port: (server.address() as AddressInfo).port,
		async close(withinMs) {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			silent.end();
			server.closeIdleConnections();
			const timer = setTimeout(() => server.closeAllConnections(), withinMs);
			await closed;
			clearTimeout(timer);
		},
	};
}

function startTls(tls: WireTls, timeouts: object, listener: RequestListener, refused: () => void): Server {
	const { cert, key, clientCa, clientNames } = tls;
	const server = createTlsServer(
		{
			...timeouts,
			cert,
			key,
			minVersion: "TLSv1.3",
			...(clientCa !== null && { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
		},
		listener,
	);
	// Of every connection, a resumed one too: whom it was begun for says nothing of who may be here.
	server.prependListener("secureConnection", (socket) => {
		if (clientCa === null || (socket.authorized && hasAllowedName(socket.getPeerX509Certificate(), clientNames))) return;
		refused();
		socket.destroy();
	});
	return server;
}
