import type { IncomingMessage } from "node:http";

/**
 * Who is at the other end. Behind a trusted proxy it is the last address that proxy added; the ones before it were written
 * by whoever asked.
 */
export function clientAddressOf(req: IncomingMessage, trustProxy: boolean): string {
	const peer = req.socket.remoteAddress ?? "unknown";
	const forwarded = trustProxy ? req.headers["x-forwarded-for"] : undefined;
	if (forwarded === undefined) return peer;
	const last = [forwarded].flat().join(",").split(",").at(-1)?.trim();
	return last || peer;
}

/** Whether the request comes from this very machine and not through a proxy on it. */
export function isLocal(req: IncomingMessage): boolean {
	const peer = req.socket.remoteAddress ?? "";
	return /^(::ffff:)?127\.|^::1$/.test(peer) && req.headers["x-forwarded-for"] === undefined && req.headers.forwarded === undefined;
}
