import type { IncomingMessage } from "node:http";
import { type AppError, type ErrorCode, SECOND, toAppError } from "@berth/core";
import type { Log } from "@berth/lease";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { holderOf } from "../exec/exec-tickets.ts";
import { bearerOf } from "../keys/bearer.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { appRouter } from "../trpc/router.ts";
import type { Services } from "../trpc/services.ts";
import { fromTrpcError } from "../trpc/to-trpc-error.ts";
import { clientAddressOf } from "./client-address.ts";
import { isOwnOrigin } from "./origin.ts";
import { requestIdOf } from "./request-id.ts";
import { watchBacklog } from "./socket-backlog.ts";
import { createSocketContext, type SocketContext } from "./socket-context.ts";
import type { StreamCounter } from "./stream-counter.ts";
import { pathOf, refuseUpgrade, toHeaders, type Upgrades } from "./upgrade-request.ts";

export interface LiveSocketOptions {
	readonly publicUrl: string;
	/** Whether addresses are those a proxy before us vouches for. */
	readonly trustProxy: boolean;
	readonly messageBytesMax: number;
	readonly services: Services;
	readonly openStream: StreamCounter;
	readonly metrics: Metrics;
	readonly log: Log;
}

/** A person with as many tabs does not find them again; a program that opens sockets for ever would have all that the process may. */
const SOCKETS_MAX = 200;

/** One WebSocket per browser tab carries all of its subscriptions. */
export function createLiveSocket(options: LiveSocketOptions): Upgrades {
	const { services, metrics, log } = options;
	const addressOf = (req: IncomingMessage) => clientAddressOf(req, options.trustProxy);
	const wss = new WebSocketServer({ noServer: true, maxPayload: options.messageBytesMax, perMessageDeflate: false });
	const open = new Map<string, number>();
	const contexts = new WeakMap<IncomingMessage, SocketContext>();
	const contextOf = (req: IncomingMessage): SocketContext => {
		const context = contexts.get(req);
		if (context === undefined) throw new Error("a socket without a context");
		return context;
	};
	applyWSSHandler({
		wss,
		router: appRouter,
		createContext: ({ req }) => contextOf(req),
		keepAlive: { enabled: true, pingMs: 15 * SECOND, pongWaitMs: 10 * SECOND },
		onError: ({ error, path, req }) => contexts.get(req)?.failed(path ?? "unknown", fromTrpcError(error)),
	});

	function welcome(client: WebSocket, req: IncomingMessage, headers: Headers, leave: () => void) {
		client.once("close", leave);
		const startedMs = performance.now();
		const backlog = watchBacklog(client, () => metrics.socketsEnded.inc({ why: "slow_reader" }));
		const requestId = requestIdOf(headers.get("x-request-id"));
		const context = createSocketContext({
			req,
			headers,
			address: addressOf(req),
			requestId,
			services,
			openStream: options.openStream,
			backlog,
			log,
		});
		contexts.set(req, context);
		metrics.sockets.inc();
		client.on("close", (status) => {
			metrics.sockets.dec();
			context.closed(status, Math.round(performance.now() - startedMs));
		});
		wss.emit("connection", client, req);
	}

	/** Takes a place among the sockets of whoever asks; returns what gives it back, or why there is none. */
	async function admit(req: IncomingMessage, headers: Headers): Promise<ErrorCode | (() => void)> {
		if (pathOf(req) !== "/trpc") return "NOT_FOUND";
		if (bearerOf(headers) === null && !isOwnOrigin(req.headers.origin, options.publicUrl)) return "FORBIDDEN";
		const principal = await services.accounts.principalOf(headers, addressOf(req));
		if (principal === null) return "UNAUTHENTICATED";
		const who = holderOf(principal);
		const count = open.get(who) ?? 0;
		if (count >= SOCKETS_MAX) return "RATE_LIMITED";
		open.set(who, count + 1);
		return () => {
			const left = (open.get(who) ?? 1) - 1;
			if (left === 0) open.delete(who);
			else open.set(who, left);
		};
	}

	return {
		upgrade(req, socket, head) {
			const headers = toHeaders(req);
			const hangUp = () => socket.destroy();
			socket.once("error", hangUp);
			admit(req, headers)
				.catch((err: unknown): AppError["code"] => toAppError(err).code)
				.then((admitted) => {
					if (typeof admitted === "function") {
						// Until it is a socket its connection is what says that it is gone.
						if (socket.destroyed) return admitted();
						socket.once("close", admitted);
						socket.off("error", hangUp);
						wss.handleUpgrade(req, socket, head, (client) => {
							socket.off("close", admitted);
							welcome(client, req, headers, admitted);
						});
						return;
					}
					if (socket.destroyed) return;
					metrics.socketsEnded.inc({ why: admitted });
					log.debug({ op: "socket", ok: false, code: admitted }, "handled");
					refuseUpgrade(socket, admitted);
				})
				.catch(hangUp);
		},

		async close(withinMs) {
			wss.close();
			const gone = [...wss.clients].map((client) => new Promise<void>((resolve) => client.once("close", () => resolve())));
			for (const client of wss.clients) client.close(1012, "restarting");
			const timer = setTimeout(() => {
				for (const client of wss.clients) client.terminate();
			}, withinMs);
			await Promise.all(gone);
			clearTimeout(timer);
		},
	};
}
