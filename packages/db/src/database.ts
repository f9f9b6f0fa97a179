import type { CallbackStore } from "./callback/callbacks.ts";
import type { DeliverOwed } from "./callback/run-jobs.ts";
import type { DatabaseObserver } from "./observe.ts";
import type { Stores } from "./stores.ts";
import type { DeliverWebhook } from "./webhook/run-jobs.ts";

export interface DatabaseOptions {
	readonly url: string;
	readonly poolMax: number;
	/** How long one statement may take. */
	readonly statementTimeoutMs: number;
	/** Told of each query and of the listener's reconnects; nobody is when absent. */
	readonly observer?: DatabaseObserver;
	/** Told of trouble in the background (a lost connection); never throws. */
	readonly onWarning?: (message: string, error: Error) => void;
}

/** A connected database: the stores, and what the composition root needs beside them. */
export interface Database extends AsyncDisposable {
	readonly stores: Stores;
	/** What is owed to programs that asked to be told of an operation's end. */
	readonly callbacks: CallbackStore;
	/** Made once with the schema; it is a label on all we own on a host, so a new database never takes an old one's things for its own. */
	readonly installationId: string;
	/**
	 * Makes what is owed be delivered until the signal aborts, then returns when what is under way has ended. A `deliver` that throws
	 * is called again later, with growing waits; so is one whose signal aborted after 30 s. Never rejects for trouble with the
	 * database; it warns and goes on.
	 */
	runCallbackJobs(deliver: DeliverOwed, signal: AbortSignal): Promise<void>;
	/** The same for what webhooks are owed. */
	runWebhookJobs(deliver: DeliverWebhook, signal: AbortSignal): Promise<void>;
	/** Errors  DATABASE_UNAVAILABLE. */
	ping(): Promise<{ readonly latencyMs: number; readonly version: string }>;
	/** Ends the pool, the listener and the job runner; waits for what runs. */
	close(): Promise<void>;
}
