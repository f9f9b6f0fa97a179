import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Knows the connections on which nothing was asked yet. Browsers and clients open them in advance; Node does not count them as
 * idle, so a server that closes would wait for them until they are used or given up.
 */
export function trackSilentConnections(server: Server): { end(): void } {
	const silent = new Set<Socket>();
	let ended = false;
	server.on("connection", (socket) => {
		if (ended) return void socket.destroy();
		silent.add(socket);
		socket.once("close", () => silent.delete(socket));
	});
	const spoke = ({ socket }: IncomingMessage) => silent.delete(socket);
	server.on("request", spoke);
	server.on("upgrade", spoke);
	return {
		end: () => {
			ended = true;
			for (const socket of silent) socket.destroy();
		},
	};
}
