import { type Clock, type Millis, SECOND } from "@berth/core";
import type { BackendStore } from "@berth/db";
import { OLDEST_MS } from "./protocol.ts";
import type { Verified } from "./verify-signature.ts";

/** Signatures remembered at most; the oldest are forgotten first. Each is of some hundred bytes. */
const KNOWN_MAX = 50_000;

/**
 * A signature tells seconds apart, so a client that reads one thing twice within one sends the same request twice. Both come within
 * about this time; what comes later was recorded.
 */
const TWIN_MS: Millis = 2 * SECOND;

export interface SeenSignatures {
	/** Whether a verified request may be answered, of which none may be twice. */
	take(method: string, verified: Verified): Promise<boolean>;
}

/**
 * Refuses requests that were recorded and are sent again while their signature is fresh. Those that change something are taken once,
 * by whichever process; those that only read once and, for the client's own sake, again at once.
 *
 * Reads are remembered by each process for itself. A process that just began knows none: what a recorded read tells is what its
 * recorder could read in the answer.
 */
export function createSeenSignatures(store: Pick<BackendStore, "takeSignature">, clock: Clock): SeenSignatures {
	const firstAtMs = new Map<string, number>();
	const isFreshRead = (mac: string): boolean => {
		const nowMs = clock.monotonicMs();
		const first = firstAtMs.get(mac);
		if (first !== undefined) return nowMs - first <= TWIN_MS;
		firstAtMs.set(mac, nowMs);
		for (const [oldest] of firstAtMs) {
			if (firstAtMs.size <= KNOWN_MAX) break;
			firstAtMs.delete(oldest);
		}
		return true;
	};
	return {
		async take(method, { mac, signedAtMs }) {
			if (method === "GET" || method === "HEAD") return isFreshRead(mac);
			// It is fresh until then by our clock; the database's may go another way by some seconds.
			const forMs = signedAtMs + OLDEST_MS - clock.now().getTime() + 60 * SECOND;
			return store.takeSignature(mac, Math.max(forMs, 60 * SECOND));
		},
	};
}
