import type { IncomingMessage } from "node:http";
import { noSpans } from "@berth/core";
import { type Log, logWideEvent, noteFailure } from "@berth/lease";
import type { RequestEvent } from "../telemetry/request-event.ts";
import type { Context } from "../trpc/context.ts";
import type { Services } from "../trpc/services.ts";
import type { Backlog } from "./socket-backlog.ts";
import type { StreamCounter } from "./stream-counter.ts";

export interface SocketContext extends Context {
	/** Writes the socket's own line. */
	closed(status: number, durationMs: number): void;
}

/** The context of one WebSocket: it lives as long as the tab, so each call gets a line of its own. */
export function createSocketContext(options: {
	readonly req: IncomingMessage;
	readonly headers: Headers;
	/** Where the caller is. */
	readonly address: string;
	readonly requestId: string;
	readonly services: Services;
	readonly openStream: StreamCounter;
	readonly backlog: Backlog;
	readonly log: Log;
}): SocketContext {
	const { req, headers, requestId, services, log } = options;
	const whole: RequestEvent & { calls: number } = { op: "socket", kind: "inbound", requestId, ok: true, calls: 0 };
	const callEvent = (op: string): RequestEvent => ({ ...whole, op });
	return {
		requestId,
		headers,
		address: options.address,
		tenantWanted: () => new URL(req.url ?? "/", "http://any").searchParams.get("tenant"),
		services,
		// Streams last as long as the tab, and commands come over HTTP.
		spans: noSpans,
		findPrincipal: () => services.accounts.principalOf(headers, options.address),
		charge: (what, id) => services.limits.charge(what, id),
		note: (fields) => Object.assign(whole, fields),
		ran: (op, ok, durationMs) => {
			whole.calls += 1;
			if (ok) logWideEvent(log, { ...callEvent(op), durationMs });
			// It was this call's, and the socket has others.
			delete whole.leaseId;
		},
		failed: (op, error) => {
			const event = callEvent(op);
			noteFailure(event, error);
			logWideEvent(log, event);
		},
		openStream: (feed) => options.openStream(feed, whole.userId ?? "nobody"),
		drained: (signal) => options.backlog.drained(signal),
		closed: (status, durationMs) => logWideEvent(log, { ...whole, status, durationMs }),
	};
}
