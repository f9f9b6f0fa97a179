import { setTimeout as sleep } from "node:timers/promises";
import { asError, SECOND } from "@berth/core";
import pg from "pg";
import { HINT_CHANNEL, parseHint } from "./hint.ts";
import type { DatabaseObserver } from "./observe.ts";
import type { LeaseHint, Wakeups } from "./stores.ts";

/** A connection that died without a word is noticed after at most this and the answer's time. Too short: an idle system works. */
const HEARTBEAT_MS = 30 * SECOND;
const ANSWER_MS = 5 * SECOND;
const GOODBYE_MS = 1 * SECOND;
/** The wait between tries to connect, doubled from the first to the longest: a database that is back is found within that. */
const RETRY_FIRST_MS = 50;
const RETRY_MAX_MS = 500;

export interface ListenerOptions {
	readonly url: string;
	readonly onWarning?: (message: string, error: Error) => void;
	readonly observer?: Pick<DatabaseObserver, "listenReconnected">;
}

export interface Listener extends Wakeups {
	close(): Promise<void>;
}

type Subscriber = Parameters<Wakeups["subscribe"]>[0];

/**
 * Hears the notices of commits on a connection of its own, made with the first subscriber and remade whenever it breaks. Trouble
 * is a warning and never thrown: a missed notice costs latency, and `onResync` says when some may have been missed.
 */
export function createListener(options: ListenerOptions): Listener {
	const subscribers = new Set<Subscriber>();
	const stop = new AbortController();
	let running: Promise<void> | null = null;

	/** One subscriber that throws hurts no other. */
	const tell = (call: (subscriber: Subscriber) => void) => {
		for (const subscriber of subscribers) {
			try {
				call(subscriber);
			} catch (error) {
				options.onWarning?.("a subscriber to lease hints threw", asError(error));
			}
		}
	};
	const run = async () => {
		let waitMs = RETRY_FIRST_MS;
		let wasLost = false;
		while (!stop.signal.aborted) {
			try {
				await listen(
					options.url,
					{
						onListening: () => {
							waitMs = RETRY_FIRST_MS;
							if (wasLost) options.observer?.listenReconnected();
							wasLost = false;
							tell((subscriber) => subscriber.onResync());
						},
						onHint: (hint) => tell((subscriber) => subscriber.onHint(hint)),
					},
					stop.signal,
				);
			} catch (error) {
				if (stop.signal.aborted) return;
				wasLost = true;
				options.onWarning?.("the listener lost its database connection", asError(error));
				await sleep(waitMs * (0.5 + Math.random() / 2), undefined, { signal: stop.signal }).catch(() => undefined);
				waitMs = Math.min(waitMs * 2, RETRY_MAX_MS);
			}
		}
	};
	return {
		subscribe: (subscriber) => {
			subscribers.add(subscriber);
			running ??= run();
			return () => subscribers.delete(subscriber);
		},
		close: async () => {
			stop.abort();
			await running;
		},
	};
}

/** Listens on one connection until it breaks (rejects) or the signal aborts (resolves). */
async function listen(
	url: string,
	hear: { readonly onListening: () => void; readonly onHint: (hint: LeaseHint) => void },
	signal: AbortSignal,
): Promise<void> {
	const client = new pg.Client({
		connectionString: url,
		application_name: "berth listener",
		keepAlive: true,
		connectionTimeoutMillis: ANSWER_MS,
		query_timeout: ANSWER_MS,
	});
	const over = Promise.withResolvers<void>();
	over.promise.catch(() => undefined);
	const stop = () => over.resolve();
	signal.addEventListener("abort", stop, { once: true });
	client.on("error", over.reject);
	client.on("end", () => over.reject(new Error("the connection ended")));
	client.on("notification", ({ payload }) => {
		const hint = parseHint(payload);
		if (hint !== null) hear.onHint(hint);
	});
	const heartbeat = setInterval(() => void client.query("select 1").catch(over.reject), HEARTBEAT_MS);
	try {
		await client.connect();
		await client.query(`listen ${HINT_CHANNEL}`);
		hear.onListening();
		await over.promise;
	} finally {
		clearInterval(heartbeat);
		signal.removeEventListener("abort", stop);
		// A peer that is gone does not answer a goodbye either.
		await Promise.race([client.end().catch(() => undefined), sleep(GOODBYE_MS, undefined, { ref: false })]);
	}
}
