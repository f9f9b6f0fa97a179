import type { AppRouter } from "@berth/api/router";
import { createWSClient, httpBatchLink, retryLink, splitLink, type TRPCLink, wsLink } from "@trpc/client";
import { backoffMs } from "./backoff.ts";
import { berthErrorOf } from "./berth-error.ts";
import type { ConnectionStatus } from "./connection-status.ts";
import { endpointOf, socketOf } from "./endpoint.ts";
import { traceHeaders } from "./trace-headers.ts";

export interface BrowserLinksOptions {
	/** The page's own origin. */
	readonly url: string;
	/** The tenant to act for, by id or name; the caller's first when absent. */
	readonly tenant?: string;
	/** Told each time the stream's health changes. */
	readonly onStatus?: (status: ConnectionStatus) => void;
	/** For tests outside a browser. */
	readonly WebSocket?: typeof WebSocket;
}

export interface BrowserConnection {
	readonly links: TRPCLink<AppRouter>[];
	/** Ends the socket and its subscriptions, for instance when another tenant is chosen. */
	close(): Promise<void>;
}

// A socket nobody listens on is kept this long, so that going from page to page does not open a new one each time.
const LINGER_MS = 10_000;

/**
 * Links for one browser tab: calls are batched over HTTP, all subscriptions share one WebSocket. Browsers allow six HTTP
 * connections to an origin over all tabs, but hundreds of sockets, so any number of tabs stays live. A lost socket is
 * opened again with backoff and each subscription goes on from the last message it saw.
 */
export function createBrowserLinks(options: BrowserLinksOptions): BrowserConnection {
	const endpoint = endpointOf(options.url, options.tenant);
	const tell = options.onStatus ?? (() => undefined);
	const socket = createWSClient({
		url: socketOf(endpoint),
		...(options.WebSocket === undefined ? {} : { WebSocket: options.WebSocket }),
		lazy: { enabled: true, closeMs: LINGER_MS },
		keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 8_000 },
		retryDelayMs: (attempt) => {
			const waitMs = backoffMs(attempt);
			tell({ kind: "reconnecting", nextTryAt: Date.now() + waitMs, attempt });
			return waitMs;
		},
	});
	const states = socket.connectionState.subscribe({
		next: ({ state, error }) => {
			if (state === "idle") tell({ kind: "idle" });
			else if (state === "pending") tell({ kind: "live" });
			else if (error === null) tell({ kind: "connecting" });
		},
	});
	return {
		links: [
			// The socket brings lost streams back by itself; this is for one that the server answered with "not now".
			retryLink({
				retry: ({ op, error }) => op.type === "subscription" && berthErrorOf(error).retryable,
				retryDelayMs: (attempt) => backoffMs(attempt),
			}),
			splitLink({
				condition: ({ type }) => type === "subscription",
				true: wsLink({ client: socket }),
				false: httpBatchLink({ url: endpoint, maxItems: 20, headers: ({ opList }) => traceHeaders(opList) }),
			}),
		],
		close: async () => {
			await socket.close();
			states.unsubscribe();
		},
	};
}
