import { noteFailure, type WideEvent } from "../telemetry/wide-event.ts";
import type { Context } from "../trpc/context.ts";
import type { Services } from "../trpc/services.ts";
import type { StreamCounter } from "./stream-counter.ts";

/** The context of one HTTP request: what its calls do is gathered into its one log line. */
export function createRequestContext(options: {
	readonly request: Request;
	readonly event: WideEvent;
	readonly services: Services;
	readonly openStream: StreamCounter;
}): Context {
	const { request, event, services } = options;
	const { headers } = request;
	const ops: string[] = [];
	return {
		requestId: event.requestId,
		headers,
		tenantWanted: () => headers.get("x-berth-tenant") ?? new URL(request.url).searchParams.get("tenant"),
		services,
		findPrincipal: () => services.accounts.principalOf(headers),
		note: (fields) => Object.assign(event, fields),
		ran: (op) => {
			ops.push(op);
			event.op = ops.join(",");
		},
		failed: (_op, error) => noteFailure(event, error),
		openStream: (feed) => options.openStream(feed, event.userId ?? "nobody"),
		// A response body is pulled by the connection, so there is nothing to wait for.
		drained: () => Promise.resolve(),
	};
}
