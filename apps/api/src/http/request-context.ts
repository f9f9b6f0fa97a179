import type { Spans } from "@berth/core";
import type { RequestEvent } from "../telemetry/request-event.ts";
import type { Context } from "../trpc/context.ts";
import type { Services } from "../trpc/services.ts";
import { noteRefusal } from "./note-refusal.ts";
import type { StreamCounter } from "./stream-counter.ts";

/** The context of one HTTP request: what its calls do is gathered into its one log line. */
export function createRequestContext(options: {
	readonly request: Request;
	/** Where the caller is. */
	readonly address: string;
	readonly event: RequestEvent;
	readonly services: Services;
	readonly spans: Spans;
	readonly openStream: StreamCounter;
}): Context & Record<string, unknown> {
	const { request, event, services, spans } = options;
	const { headers } = request;
	const ops: string[] = [];
	const phases: Record<string, number> = {};
	return {
		requestId: event.requestId,
		headers,
		address: options.address,
		tenantWanted: () => headers.get("x-berth-tenant") ?? new URL(request.url).searchParams.get("tenant"),
		services,
		spans,
		findPrincipal: () => services.accounts.principalOf(headers, options.address),
		charge: (what, id) => services.limits.charge(what, id),
		note: (fields) => Object.assign(event, fields),
		ran: (op, _ok, durationMs) => {
			ops.push(op);
			event.op = ops.join(",");
			// Calls that came together have one line, a time each, and seldom one lease.
			if (ops.length > 1) delete event.leaseId;
			phases[op] = Math.max(durationMs, phases[op] ?? 0);
			if (ops.length > 1) event.phases = phases;
		},
		failed: (_op, error) => noteRefusal(event, error),
		openStream: (feed) => options.openStream(feed, event.userId ?? "nobody"),
		// A response body is pulled by the connection, so there is nothing to wait for.
		drained: () => Promise.resolve(),
	};
}
