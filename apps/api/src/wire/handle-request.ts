import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, toAppError } from "@berth/core";
import { type Log, logWideEvent, noteFailure } from "@berth/lease";
import { mayReadMetrics } from "../http/health-routes.ts";
import { requestIdOf } from "../http/request-id.ts";
import type { RequestEvent } from "../telemetry/request-event.ts";
import type { WireAnswer, WireContext } from "./context.ts";
import { SIGNATURE_HEADER } from "./protocol.ts";
import { receiveBody } from "./receive-body.ts";
import { INTERNAL_TEXT, WireRefusal } from "./refusal.ts";
import { type Found, findRoute } from "./router.ts";
import type { SeenSignatures } from "./seen-signatures.ts";
import { verifySignature } from "./verify-signature.ts";

export interface HandleOptions {
	readonly context: WireContext;
	readonly seen: SeenSignatures;
	readonly log: Log;
	/** Told of every answer. */
	readonly count: (status: number, durationMs: number) => void;
	/** Fires when the service ends. */
	readonly signal: AbortSignal;
}

/** Answers one request of the backend protocol, and writes its one line. Never rejects. */
export async function handleRequest(options: HandleOptions, req: IncomingMessage, res: ServerResponse): Promise<void> {
	const { log, count } = options;
	const startedMs = performance.now();
	const event: RequestEvent = { op: "backend", kind: "inbound", requestId: requestIdOf(undefined), ok: true };
	try {
		await answer(options, req, res, event);
	} catch (err) {
		event.ok = false;
		if (err instanceof WireRefusal) {
			sendJson(req, res, { status: err.status, body: err.body });
		} else if (req.destroyed && !req.complete) {
			// Who asked is gone before all was said.
			event.code = "ABORTED";
			res.destroy();
		} else {
			noteFailure(event, toAppError(err));
			sendJson(req, res, { status: 500, body: { error: INTERNAL_TEXT } });
		}
	}
	event.status = res.statusCode;
	event.durationMs = Math.round(performance.now() - startedMs);
	count(res.statusCode, event.durationMs);
	logWideEvent(log, event, event.ok);
}

async function answer({ context, seen, signal }: HandleOptions, req: IncomingMessage, res: ServerResponse, event: RequestEvent) {
	const target = targetOf(req);
	const [path = "", ...queries] = target.split("?");
	const method = req.method ?? "GET";
	if (path === "/metrics") return sendMetrics(context, req, res);
	const found = findRoute(path);
	if (found === null) return sendText(req, res, 404, "404 page not found");
	if (found === "malformed") throw new WireRefusal(400, "malformed path");
	const { route } = found;
	event.op = `backend.${route.op}`;
	if (method !== route.method && !(method === "HEAD" && route.method === "GET")) return sendWrongMethod(req, res, route.method);
	const body = route.open ? Buffer.alloc(0) : await receiveSigned({ context, seen }, req, { method, target });
	const asked = { action: event.op, requestId: event.requestId, address: req.socket.remoteAddress ?? null };
	sendJson(req, res, await run({ ...context, asked }, found, new URLSearchParams(queries.join("?")), body, signal));
}

const run = (context: WireContext, { route, name }: Found, query: URLSearchParams, body: Uint8Array, signal: AbortSignal) =>
	route.handle(context, { name, query, body, signal });

/** As it stands on the wire, and so as it was signed; the host that some clients put before it is no part of it. */
const targetOf = (req: IncomingMessage): string => (req.url ?? "/").replace(/^https?:\/\/[^/?#]*/i, "");

/** The body of a request that the client has signed. Errors  WireRefusal 401, which never says why; 413. */
async function receiveSigned(
	{ context, seen }: Pick<HandleOptions, "context" | "seen">,
	req: IncomingMessage,
	{ method, target }: { readonly method: string; readonly target: string },
): Promise<Buffer> {
	const header = req.headers[SIGNATURE_HEADER];
	if (typeof header !== "string" || header === "") throw new WireRefusal(401, "missing signature");
	const body = await receiveBody(req, context.settings.bodyBytesMax);
	if (body === null) throw new WireRefusal(413, "request body too large");
	const nowMs = context.clock.now().getTime();
	const verified = context.settings.secrets.map((secret) => verifySignature(secret, header, { method, target, body }, nowMs)).find(Boolean);
	if (!verified || !(await seen.take(method, verified))) throw new WireRefusal(401, "invalid signature");
	return body;
}

async function sendMetrics({ health }: WireContext, req: IncomingMessage, res: ServerResponse): Promise<void> {
	if (req.method !== "GET" && req.method !== "HEAD") return sendWrongMethod(req, res, "GET");
	if (!mayReadMetrics(req, health.config)) throw new WireRefusal(403, new AppError("FORBIDDEN").message);
	const { text, contentType } = await health.readMetrics();
	send(req, res, 200, text, contentType);
}

function sendWrongMethod(req: IncomingMessage, res: ServerResponse, method: "GET" | "POST"): void {
	res.setHeader("allow", method === "GET" ? "GET, HEAD" : method);
	sendText(req, res, 405, "Method Not Allowed");
}

const sendText = (req: IncomingMessage, res: ServerResponse, status: number, text: string): void =>
	send(req, res, status, `${text}\n`, "text/plain; charset=utf-8");

function sendJson(req: IncomingMessage, res: ServerResponse, { status, body }: WireAnswer): void {
	if (body === undefined) send(req, res, status, "", null);
	else send(req, res, status, JSON.stringify(body), "application/json");
}

function send(req: IncomingMessage, res: ServerResponse, status: number, text: string, contentType: string | null): void {
	if (res.headersSent || res.destroyed) return;
	res.statusCode = status;
	res.setHeader("x-content-type-options", "nosniff");
	if (contentType !== null) res.setHeader("content-type", contentType).setHeader("content-length", Buffer.byteLength(text));
	// The rest of a body that nobody reads is still on its way: the connection is of no further use.
	if (!req.complete) endAfterRest(req, res);
	res.end(req.method === "HEAD" ? undefined : text);
}

/** How long what is still sent may be thrown away, so that the sender reads the answer and does not meet a reset first. */
const REST_MS = 1_000;

function endAfterRest(req: IncomingMessage, res: ServerResponse): void {
	res.setHeader("connection", "close");
	req.resume();
	res.once("finish", () => {
		const timer = setTimeout(() => req.socket.destroy(), REST_MS);
		req.once("close", () => clearTimeout(timer));
	});
}
