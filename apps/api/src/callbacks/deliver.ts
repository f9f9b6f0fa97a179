import type { Clock } from "@berth/core";
import type { CallbackAttempt, CallbackRecord } from "@berth/db";
import type { Letter } from "./letter.ts";
import { AddressRefused } from "./pinned-lookup.ts";
import { post } from "./post.ts";
import { signRequest } from "./signature.ts";

export interface DeliverOptions {
	readonly timeoutMs: number;
	readonly clock: Clock;
	readonly count: (outcome: "delivered" | "refused" | "failed") => void;
}

/** How one try went: `error` is null when the receiver took it (2xx), else a short sentence of ours that a tenant may read. */
export type Tried = Pick<CallbackAttempt, "status" | "error" | "durationMs">;

/**
 * Posts a letter to where its lease's owner asked. Never follows a redirect, never reads the answer.
 *
 * Errors  the signal's reason when it fires: nothing is known of the try then.
 */
export type Deliver = (callback: Pick<CallbackRecord, "id" | "url">, letter: Letter, signal: AbortSignal) => Promise<Tried>;

export function createDeliver(options: DeliverOptions): Deliver {
	const { clock, count, timeoutMs } = options;
	return async (callback, { body, key, signatureHeader, mayGoTo }, signal) => {
		const url = new URL(callback.url);
		const begunMs = clock.monotonicMs();
		const end = (status: number | null, error: string | null): Tried => ({
			status,
			error,
			durationMs: Math.round(clock.monotonicMs() - begunMs),
		});
		const headers = {
			"content-type": "application/json",
			"content-length": Buffer.byteLength(body),
			"user-agent": "Berth-Callback/1",
			"x-berth-callback": callback.id,
			[signatureHeader]: signRequest(key, { method: "POST", target: `${url.pathname}${url.search}`, body }, clock.now()),
		};
		try {
			const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
			const { status } = await post(url, { headers, body, signal: until, mayGoTo });
			const isTaken = status >= 200 && status < 300;
			count(isTaken ? "delivered" : "failed");
			return end(status, isTaken ? null : `The receiver answered ${status}.`);
		} catch (err) {
			signal.throwIfAborted();
			const isRefused = err instanceof AddressRefused;
			count(isRefused ? "refused" : "failed");
			// What the network said about our surroundings is not for a tenant to read.
			return end(null, isRefused ? "It may not be sent to that address." : "No answer came in time or the connection failed.");
		}
	};
}
