import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Log } from "@berth/lease";
import { Pool } from "undici";
import { canonicalUrl } from "./origin.ts";
import { requestIdOf } from "./request-id.ts";
import { secureHeaders } from "./secure-headers.ts";

export interface WebForwarder {
	handle(req: IncomingMessage, res: ServerResponse): void;
	close(): Promise<void>;
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

const absent = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Berth</title>
<p>The dashboard does not answer at present. The API does.</p></html>
`;

/** Streams pages and assets from the dashboard's own server. Without one, or while it is away, a plain page says so. */
export function createWebForwarder(options: {
	readonly webUrl: string | null;
	readonly publicUrl: string;
	readonly log: Log;
}): WebForwarder {
	const { webUrl, publicUrl, log } = options;
	const pool = webUrl === null ? null : new Pool(webUrl, { connections: 64, headersTimeout: 30_000, bodyTimeout: 60_000 });
	const secure = secureHeaders("page", publicUrl);
	const publicParts = new URL(publicUrl);

	const sayAbsent = (res: ServerResponse) => {
		if (res.headersSent) return res.destroy();
		return res.writeHead(503, { ...secure, "content-type": "text/html; charset=utf-8", "retry-after": "2" }).end(absent);
	};

	function forwarded(req: IncomingMessage, requestId: string): OutgoingHttpHeaders {
		const headers = Object.fromEntries(Object.entries(req.headers).filter(([name]) => !notForwarded.has(name)));
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
			const better = req.method === "GET" ? canonicalUrl(req.headers.host, path, publicUrl) : null;
			if (better !== null) {
				res.writeHead(307, { ...secure, location: better }).end();
				return;
			}
			if (pool === null) {
				sayAbsent(res);
				return;
			}
			const requestId = requestIdOf(req.headers["x-request-id"]?.toString());
			const gone = new AbortController();
			res.once("close", () => gone.abort());
			const hasBody = req.method !== "GET" && req.method !== "HEAD";
			pool
				.stream(
					{ method: req.method ?? "GET", path, headers: forwarded(req, requestId), body: hasBody ? req : null, signal: gone.signal },
					({ statusCode, headers }) => {
						const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !notForwarded.has(name)));
						return res.writeHead(statusCode, { ...kept, ...secure, "x-request-id": requestId });
					},
				)
				.catch((err: unknown) => {
					if (gone.signal.aborted) return;
					log.debug({ op: "web.forward", err, requestId }, "the dashboard's server did not answer");
					sayAbsent(res);
				});
		},
		close: async () => {
			await pool?.destroy();
		},
	};
}
