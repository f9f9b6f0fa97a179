import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import type { CallbackRecord } from "@berth/db";
import { isPublicAddress } from "./address-guard.ts";
import { AddressRefused, publicOnlyLookup } from "./pinned-lookup.ts";
import { signCallback } from "./signature.ts";

export interface DeliverOptions {
	readonly timeoutMs: number;
	readonly allowPrivate: boolean;
	readonly now: () => Date;
	readonly count: (outcome: "delivered" | "refused" | "failed") => void;
}

/**
 * Posts a stored body to where its lease's owner asked. Resolves once the receiver has taken it (2xx). Never follows a
 * redirect, never reads the answer. `key` is the one of the tenant it is owed to.
 *
 * Errors  one short sentence of ours; it is to be tried again.
 */
export type Deliver = (callback: CallbackRecord, key: string, signal: AbortSignal) => Promise<void>;

export function createDeliver(options: DeliverOptions): Deliver {
	const { count } = options;
	return async (callback, key, signal) => {
		const body = JSON.stringify(callback.body);
		const headers = {
			"content-type": "application/json",
			"content-length": Buffer.byteLength(body),
			"user-agent": "Berth-Callback/1",
			"x-berth-callback": callback.id,
			"x-berth-signature": signCallback(key, body, options.now()),
		};
		const until = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]);
		const status = await post(new URL(callback.url), { headers, body, signal: until, allowPrivate: options.allowPrivate }).catch(
			(err: unknown) => {
				const refused = err instanceof AddressRefused;
				count(refused ? "refused" : "failed");
				// The sentence is shown to the tenant: what the network said about our surroundings is not.
				const why = refused ? "its address is not public" : "no answer came in time or the connection failed";
				throw new Error(`The callback was not delivered: ${why}.`, { cause: err });
			},
		);
		if (status >= 200 && status < 300) return count("delivered");
		count("failed");
		throw new Error(`The callback was not delivered: the receiver answered ${status}.`);
	};
}

interface Post {
	readonly headers: Readonly<Record<string, string | number>>;
	readonly body: string;
	readonly signal: AbortSignal;
	readonly allowPrivate: boolean;
}

/** Sends one request on a connection of its own, so the name is looked up and judged each time. Returns the status. */
function post(url: URL, { headers, body, signal, allowPrivate }: Post): Promise<number> {
	// An address in the URL is connected to without a look-up, so it is judged here.
	const literal = url.hostname.replace(/^\[|\]$/g, "");
	if (!allowPrivate && isIP(literal) !== 0 && !isPublicAddress(literal)) return Promise.reject(new AddressRefused("not a public address"));
	const request = url.protocol === "https:" ? requestHttps : requestHttp;
	const guard = allowPrivate ? {} : { lookup: publicOnlyLookup };
	return new Promise((resolve, reject) => {
		const sent = request(url, { method: "POST", headers, signal, agent: false, ...guard }, (answer) => {
			resolve(answer.statusCode ?? 0);
			answer.destroy();
		});
		sent.once("error", reject);
		sent.end(body);
	});
}
