import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { type Log, logWideEvent } from "@berth/lease";
import type { Metrics } from "../telemetry/metrics.ts";
import { canonicalUrl } from "./origin.ts";
import { type PackedAsset, packedAssetOf } from "./packed-asset.ts";
import { requestIdOf } from "./request-id.ts";
import { secureHeaders } from "./secure-headers.ts";

export interface WebForwarder {
	handle(req: IncomingMessage, res: ServerResponse): void;
	/** Cuts what is still open to the dashboard's server. */
	close(): void;
}

// What is about one connection and not about the message; and ours to say, not the page server's.
const notForwarded = new Set([
	"connection",
	"keep-alive",
	"proxy-authenticate",
	"proxy-authorization",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
	"expect",
	"x-powered-by",
]);

// A page is asked for and never sent to. A length without its body would have the page server take the next one's request for the rest.
const ofBody = new Set(["content-length", "content-type", "content-encoding"]);

// The dashboard's server is on the same machine: what takes longer than this has hung.
const SILENT_MS = 30_000;

const isCut = (err: Error): boolean => "code" in err && (err.code === "ECONNRESET" || err.code === "EPIPE");

const absent = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Berth</title>
<p>The dashboard does not answer at present. The API does.</p></html>
`;

/** Streams pages and assets from the dashboard's own server. Without one, or while it is away, a plain page says so. */
export function createWebForwarder(options: {
	readonly webUrl: string | null;
	readonly publicUrl: string;
	readonly metrics: Metrics;
	readonly log: Log;
}): WebForwarder {
	const { webUrl, publicUrl, metrics, log } = options;
	const upstream = webUrl === null ? null : new URL(webUrl);
	const agent = new Agent({ keepAlive: true, maxSockets: 64 });
	const secure = secureHeaders("page", publicUrl);
	const publicParts = new URL(publicUrl);

	const sayAbsent = (res: ServerResponse) => {
		if (res.headersSent) return res.destroy();
		return res.writeHead(503, { ...secure, "content-type": "text/html; charset=utf-8", "retry-after": "2" }).end(absent);
	};

	function forwarded(req: IncomingMessage, requestId: string): OutgoingHttpHeaders {
		const headers = Object.fromEntries(Object.entries(req.headers).filter(([name]) => !notForwarded.has(name) && !ofBody.has(name)));
		return {
			...headers,
			"x-request-id": requestId,
			"x-forwarded-host": publicParts.host,
			"x-forwarded-proto": publicParts.protocol.slice(0, -1),
			"x-forwarded-for": req.socket.remoteAddress ?? "",
		};
	}

	return {
		handle(req, res) {
			const path = req.url ?? "/";
			const requestId = requestIdOf(req.headers["x-request-id"]?.toString());
			const startedMs = performance.now();
			res.once("close", () => {
				const status = res.statusCode;
				const durationMs = Math.round(performance.now() - startedMs);
				metrics.requests.observe({ part: "page", status: `${Math.floor(status / 100)}xx` }, durationMs / 1_000);
				logWideEvent(log, { op: "page", kind: "inbound", requestId, ok: status < 400, status, durationMs }, true);
			});
			const better = req.method === "GET" ? canonicalUrl(req.headers.host, path, publicUrl) : null;
			if (better !== null) {
				res.writeHead(307, { ...secure, location: better }).end();
				return;
			}
			const isRead = req.method === "GET" || req.method === "HEAD";
			if (!isRead) {
				// Uploads of strangers would hold the few connections that there are.
				res.writeHead(405, { ...secure, allow: "GET, HEAD", connection: "close" }).end();
				return;
			}
			if (upstream === null) {
				sayAbsent(res);
				return;
			}
			const target = { host: upstream.hostname, port: upstream.port, path, method: req.method, headers: forwarded(req, requestId) };
			const send = (over: Agent | false, packed: PackedAsset | null) => {
				const wanted =
					packed === null ? target : { ...target, path: packed.path, headers: { ...target.headers, "accept-encoding": "identity" } };
				const sent = request({ ...wanted, agent: over, timeout: SILENT_MS }, (answer) => {
					const { statusCode = 502 } = answer;
					if (packed !== null && statusCode !== 200 && statusCode !== 304) {
						// A build for development packs nothing.
						answer.resume();
						send(agent, null);
						return;
					}
					const kept = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !notForwarded.has(name)));
					res.writeHead(statusCode, { ...kept, ...packed?.headers, ...secure, "x-request-id": requestId });
					pipeline(answer, res, () => undefined);
				});
				sent.on("timeout", () => sent.destroy(new Error("silent")));
				sent.on("error", (err) => {
					if (res.closed) return;
					// It may close an idle connection just as that is taken again. Nothing is wrong with it, and it has not begun to answer.
					if (sent.reusedSocket && isCut(err) && !res.headersSent) return send(false, packed);
					log.debug({ op: "web.forward", err, requestId }, "the dashboard's server did not answer");
					sayAbsent(res);
				});
				res.once("close", () => sent.destroy());
				sent.end();
			};
			send(agent, packedAssetOf(path, req.headers));
		},
		close: () => agent.destroy(),
	};
}
