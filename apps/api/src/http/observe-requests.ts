import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, parseTraceParent, type Spans, toAppError } from "@berth/core";
import { type Log, logWideEvent } from "@berth/lease";
import type { ErrorHandler, MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Metrics } from "../telemetry/metrics.ts";
import type { RequestEvent } from "../telemetry/request-event.ts";
import { toErrorBody } from "./error-response.ts";
import { noteRefusal } from "./note-refusal.ts";
import { requestIdOf } from "./request-id.ts";
import { secureHeaders } from "./secure-headers.ts";

/** What the middleware leaves for the handlers. */
export interface RequestEnv {
	readonly Variables: { event: RequestEvent };
	readonly Bindings: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse };
}

const partOf = (path: string): string =>
	/^\/(trpc|api\/auth|api\/backups|healthz|readyz|metrics)/.exec(path)?.[1]?.replace("/", ".") ?? "other";

export interface ObserveOptions {
	readonly log: Log;
	readonly metrics: Metrics;
	readonly spans: Spans;
	readonly publicUrl: string;
}

/**
 * Gives a request its id, times it, and writes its one line when it is answered; a stream is answered when it begins. Calls are
 * followed, from where the caller's own trace stands if it sent one, and their answer says under which id.
 */
export function observeRequests({ log, metrics, spans, publicUrl }: ObserveOptions): MiddlewareHandler<RequestEnv> {
	const secure = Object.entries(secureHeaders("data", publicUrl));
	return async (c, next) => {
		const startedMs = performance.now();
		const part = partOf(c.req.path);
		const event: RequestEvent = { op: part, kind: "inbound", requestId: requestIdOf(c.req.header("x-request-id")), ok: true };
		c.set("event", event);
		const answer = async () => {
			// Where they are sent from, not one by one into what the handler makes: that checks and sorts them each time.
			const { outgoing } = c.env;
			for (const [name, value] of secure) outgoing.setHeader(name, value);
			outgoing.setHeader("x-request-id", event.requestId);
			await next();
			event.status = c.res.status;
			if (event.retryAfterMs !== undefined) c.res.headers.set("retry-after", String(Math.ceil(event.retryAfterMs / 1_000)));
			if (event.status >= 400) event.ok = false;
			event.durationMs = Math.round(performance.now() - startedMs);
			metrics.requests.observe({ part, status: `${Math.floor(event.status / 100)}xx` }, event.durationMs / 1_000);
			logWideEvent(log, event, part !== "trpc" && part !== "api.auth");
		};
		if (part !== "trpc" || isStream(c.req.header("accept"))) return await answer();
		const { method } = c.req;
		const follow = { parent: c.req.header("traceparent") ?? null, kind: "asked", facts: { "http.request.method": method } } as const;
		await spans.follow(`${method} /trpc`, follow, async (span) => {
			await answer();
			const traceId = parseTraceParent(spans.current())?.traceId;
			if (traceId !== undefined) c.res.headers.set("x-trace-id", traceId);
			span.note({ "http.route": "/trpc", "http.response.status_code": c.res.status, "berth.request.id": event.requestId });
			if (c.res.status >= 500) span.fail(event.code ?? "INTERNAL");
		});
	};
}

/** It lasts as long as its reader, and so is no part of anything. */
const isStream = (accept: string | undefined): boolean => accept?.includes("text/event-stream") === true;

/** Whatever a handler threw, in the shape of every other error. */
export const answerError: ErrorHandler<RequestEnv> = (thrown, c) => {
	const error = thrown instanceof HTTPException && thrown.status === 504 ? new AppError("TIMEOUT", { cause: thrown }) : toAppError(thrown);
	const event = c.get("event");
	noteRefusal(event, error);
	// The rest of a refused body is still on its way: the connection is of no further use.
	if (error.code === "BODY_TOO_LARGE") c.header("connection", "close");
	// The table holds only statuses that carry a body.
	return c.json(toErrorBody(error, event.requestId), error.rule.http as ContentfulStatusCode);
};
