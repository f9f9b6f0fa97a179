import type { AppRouter } from "@berth/api/router";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from "@trpc/client";
import { EventSource } from "eventsource";
import { endpointOf } from "./endpoint.ts";
import { type BerthHelpers, createHelpers } from "./helpers/helpers.ts";
import { traceHeaders } from "./trace-headers.ts";

export interface BerthClientOptions {
	/** Berth's public URL. */
	readonly url: string;
	/** Sent as a bearer token with every call and stream. */
	readonly apiKey?: string;
	/** Sent with every call and stream, for instance a session's cookie. */
	readonly headers?: Readonly<Record<string, string>>;
	/** The tenant to act for, by id or name; the caller's first when absent. */
	readonly tenant?: string;
}

export type BerthClient = TRPCClient<AppRouter> & BerthHelpers;

/**
 * A client for programs: calls made together travel together, and subscriptions are server-sent events that go on from the
 * last message after a drop. Every call and its result are typed by the server's own router.
 *
 * Errors  calls reject with an error that {@link berthErrorOf} reads.
 */
export function createBerthClient(options: BerthClientOptions): BerthClient {
	const url = endpointOf(options.url, options.tenant);
	const headers = {
		...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
		...options.headers,
	};
	const fetchWithHeaders: typeof fetch = (input, init) => fetch(input, { ...init, headers: { ...plain(init?.headers), ...headers } });
	const calls = createTRPCClient<AppRouter>({
		links: [
			splitLink({
				condition: ({ type }) => type === "subscription",
				true: httpSubscriptionLink({ url, EventSource, eventSourceOptions: { fetch: fetchWithHeaders } }),
				false: splitLink({
					condition: ({ path }) => path === "lease.wait" || path === "operation.wait",
					// What waits would keep the answers of all that travelled with it.
					true: httpLink({ url, headers }),
					// A program with a trace of its own names it among its headers.
					false: httpBatchLink({ url, headers: ({ opList }) => ({ ...traceHeaders(opList), ...headers }), maxItems: 20 }),
				}),
			}),
		],
	});
	const helpers = createHelpers({ calls, base: options.url, tenant: options.tenant, headers, fetch: fetchWithHeaders });
	// The calls are made up when they are asked for by name, so they can be listed nowhere.
	return new Proxy(helpers, {
		get: (own, name) => (Object.hasOwn(own, name) ? Reflect.get(own, name) : Reflect.get(calls, name)),
	}) as BerthClient;
}

const plain = (headers: RequestInit["headers"]): Record<string, string> => Object.fromEntries(new Headers(headers));
