import { type AppRouter, type ConnectionStatus, createBrowserLinks } from "@berth/client";
import { createTRPCClient } from "@trpc/client";
import { WebSocket } from "ws";
import type { Person, TestApi } from "./fixture.ts";

/** A browser tab, as far as its links are concerned: its socket carries the session and the page's origin, and can be cut. */
export function openTab(berth: TestApi, person: Person) {
	const sockets: WebSocket[] = [];
	class TabSocket extends WebSocket {
		constructor(url: string | URL) {
			super(url, { headers: { cookie: person.cookie, origin: berth.url } });
			sockets.push(this);
		}
	}
	const statuses: ConnectionStatus[] = [];
	const connection = createBrowserLinks({
		url: berth.url,
		onStatus: (status) => statuses.push(status),
		// Of the browser's class only what the link uses is there.
		WebSocket: TabSocket as unknown as typeof globalThis.WebSocket,
	});
	return {
		client: createTRPCClient<AppRouter>({ links: connection.links }),
		statuses,
		cut: () => sockets.at(-1)?.terminate(),
		close: () => connection.close(),
	};
}
