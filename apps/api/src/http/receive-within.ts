import type { IncomingMessage, ServerResponse } from "node:http";
import type { Millis } from "@berth/core";

/**
 * Ends a request that is not received as a whole in time. The server's own limit of this kind knows no paths, and there are some whose
 * bodies may take hours.
 */
export function receiveWithin(req: IncomingMessage, res: ServerResponse, ms: Millis): void {
	// Its head is all there is.
	if (req.headers["content-length"] === undefined && req.headers["transfer-encoding"] === undefined) return;
	const timer = setTimeout(() => {
		if (req.complete) return;
		if (res.headersSent) return void req.socket.destroy();
		res.writeHead(408, { connection: "close" }).end();
		res.once("finish", () => req.socket.destroySoon());
	}, ms);
	timer.unref();
	const done = () => clearTimeout(timer);
	req.once("end", done);
	req.once("close", done);
}
