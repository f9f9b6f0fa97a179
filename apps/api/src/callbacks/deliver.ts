import { isIP } from "node:net";
import type { CallbackRecord } from "@berth/db";
import { Agent, request } from "undici";
import { isPublicAddress } from "./address-guard.ts";
import { AddressRefused, publicOnlyLookup } from "./pinned-lookup.ts";
import { signCallback } from "./signature.ts";

export interface DeliverOptions {
	readonly timeoutMs: number;
	readonly allowPrivate: boolean;
	readonly now: () => Date;
	readonly count: (outcome: "delivered" | "refused" | "failed") => void;
}

export interface CallbackDelivery {
	/**
	 * Resolves once the receiver has taken it (2xx). `key` is the one of the tenant it is owed to.
	 *
	 * Errors  one short sentence of ours; it is to be tried again.
	 */
	deliver(callback: CallbackRecord, key: string, signal: AbortSignal): Promise<void>;
	close(): Promise<void>;
}

const ANSWER_BYTES_MAX = 64 * 1_024;

/** Posts stored bodies to where their lease's owner asked. Never follows a redirect, never reads the answer. */
export function createCallbackDelivery(options: DeliverOptions): CallbackDelivery {
	const agent = new Agent({
		connections: 4,
		connect: { timeout: options.timeoutMs, ...(options.allowPrivate ? {} : { lookup: publicOnlyLookup }) },
	});

	async function post(callback: CallbackRecord, key: string, signal: AbortSignal): Promise<number> {
		const url = new URL(callback.url);
		// An address in the URL is connected to without a look-up, so it is judged here.
		const literal = url.hostname.replace(/^\[|\]$/g, "");
		if (!options.allowPrivate && isIP(literal) !== 0 && !isPublicAddress(literal)) throw new AddressRefused("not a public address");
		const body = JSON.stringify(callback.body);
		const answer = await request(url, {
			method: "POST",
			dispatcher: agent,
			body,
			signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]),
			headers: {
				"content-type": "application/json",
				"user-agent": "Berth-Callback/1",
				"x-berth-callback": callback.id,
				"x-berth-signature": signCallback(key, body, options.now()),
			},
		});
		await answer.body.dump({ limit: ANSWER_BYTES_MAX });
		return answer.statusCode;
	}

	return {
		async deliver(callback, key, signal) {
			let status: number;
			try {
				status = await post(callback, key, signal);
			} catch (err) {
				const refused = err instanceof AddressRefused;
				options.count(refused ? "refused" : "failed");
				// The sentence is shown to the tenant: what the network said about our surroundings is not.
				const why = refused ? "its address is not public" : "no answer came in time or the connection failed";
				throw new Error(`The callback was not delivered: ${why}.`, { cause: err });
			}
			if (status >= 200 && status < 300) return options.count("delivered");
			options.count("failed");
			throw new Error(`The callback was not delivered: the receiver answered ${status}.`);
		},
		close: () => agent.destroy(),
	};
}
