import { asError, MINUTE, toAppError } from "@berth/core";
import type { Accounts } from "../auth/accounts.ts";
import type { Context } from "./context.ts";

// How long a lost membership or session may still be heard: shorter costs a read per stream, longer lets it linger.
const RECHECK_MS = MINUTE;

/** What a subscription procedure is called with, as far as it matters here. */
interface Subscriber {
	readonly ctx: Pick<Context, "drained" | "openStream"> & {
		readonly recheck: () => Promise<unknown>;
		readonly services: { readonly accounts: Pick<Accounts, "onChange"> };
	};
	readonly path: string;
	readonly signal: AbortSignal | undefined;
}

/**
 * Runs one subscription for as long as its reader stays, keeps up and may see it.
 *
 * Errors  what `recheck` throws once the right to listen is gone; it is asked at least every minute, and whenever rights
 *         change in this process.
 */
export async function* streamed<T>(
	{ ctx, path, signal }: Subscriber,
	open: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
	const close = ctx.openStream(path);
	const revoked = new AbortController();
	const recheck = () => {
		ctx.recheck().catch((err: unknown) => {
			// A database that is away says nothing about a right; the next look will.
			if (!toAppError(err).rule.retryable) revoked.abort(asError(err));
		});
	};
	const timer = setInterval(recheck, RECHECK_MS);
	// What is taken away in this process is felt at once.
	const stopListening = ctx.services.accounts.onChange(recheck);
	timer.unref();
	const until = signal === undefined ? revoked.signal : AbortSignal.any([signal, revoked.signal]);
	try {
		for await (const message of open(until)) {
			await ctx.drained(until);
			if (until.aborted) break;
			yield message;
		}
	} catch (err) {
		if (!until.aborted) throw err;
	} finally {
		clearInterval(timer);
		stopListening();
		close();
	}
	if (revoked.signal.aborted) throw revoked.signal.reason;
}
