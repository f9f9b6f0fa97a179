import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ErrorCode, errorTable } from "@berth/core";

/** The path that a request to upgrade is for, as it was sent: not all that may be sent is an address. */
export const pathOf = (req: IncomingMessage): string => (req.url ?? "/").split("?", 1)[0] ?? "/";

export function toHeaders(req: IncomingMessage): Headers {
	const headers = new Headers();
	for (const [name, value] of Object.entries(req.headers)) {
		if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
	}
	return headers;
}

/** Refuses before the upgrade, by a status that a program can read. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode): void {
	socket.end(`HTTP/1.1 ${errorTable[code].http} ${code}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** What takes over connections that are no requests any more. */
export interface Upgrades {
	/** Takes over a request to upgrade, or refuses it with a status a program can read. */
	upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Tells everybody to come back, and ends what has not gone by `withinMs`. */
	close(withinMs: number): Promise<void>;
}

/** One of several by the path; the one that is named last takes what is nobody's. */
export const byPath = (own: Readonly<Record<string, Upgrades>>, rest: Upgrades): Upgrades => ({
	upgrade(req, socket, head) {
		const path = pathOf(req);
		const found = Object.hasOwn(own, path) ? own[path] : undefined;
		(found ?? rest).upgrade(req, socket, head);
	},
	async close(withinMs) {
		await Promise.all([...Object.values(own), rest].map((one) => one.close(withinMs)));
	},
});
