import { AppError, type Millis } from "@berth/core";

export interface Bounds {
	/** Names the work in the error. */
	readonly op: string;
	readonly ms: Millis;
	/** Any of them ends the work with ABORTED. */
	readonly signals: readonly AbortSignal[];
}

/**
 * Runs work under a deadline and under signals. The caller is freed the moment one of them fires, whatever the work does then.
 *
 * Errors  TIMEOUT (`data.op`, `data.afterMs`), ABORTED, and what the work throws.
 */
export async function within<T>(bounds: Bounds, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const controller = new AbortController();
	const { promise: givenUp, reject } = Promise.withResolvers<never>();
	givenUp.catch(() => undefined);
	const giveUp = (error: AppError) => {
		reject(error);
		controller.abort(error);
	};
	const onAbort = () => giveUp(aborted(bounds.op));
	const timer = setTimeout(() => giveUp(new AppError("TIMEOUT", { data: { op: bounds.op, afterMs: bounds.ms } })), bounds.ms);
	for (const signal of bounds.signals) {
		if (signal.aborted) onAbort();
		else signal.addEventListener("abort", onAbort, { once: true });
	}
	try {
		return controller.signal.aborted ? await givenUp : await Promise.race([givenUp, work(controller.signal)]);
	} finally {
		clearTimeout(timer);
		for (const signal of bounds.signals) signal.removeEventListener("abort", onAbort);
	}
}

export const aborted = (op: string): AppError => new AppError("ABORTED", { data: { op } });

/** What `promise` gives, or ABORTED as soon as one of the signals fires; the promise itself goes on. */
export function orAborted<T>(promise: Promise<T>, op: string, ...signals: readonly AbortSignal[]): Promise<T> {
	return new Promise((resolve, reject) => {
		const drop = () => {
			for (const signal of signals) signal.removeEventListener("abort", onAbort);
		};
		const onAbort = () => {
			drop();
			reject(aborted(op));
		};
		for (const signal of signals) {
			if (signal.aborted) onAbort();
			else signal.addEventListener("abort", onAbort, { once: true });
		}
		promise.then(resolve, reject).finally(drop);
	});
}

/** Resolves when the promise has settled, or when the time is over: then false. */
export async function settles(promise: Promise<unknown>, ms: Millis): Promise<boolean> {
	const { promise: over, resolve } = Promise.withResolvers<false>();
	const timer = setTimeout(resolve, ms, false);
	try {
		return await Promise.race([promise.then(yes, yes), over]);
	} finally {
		clearTimeout(timer);
	}
}

const yes = (): true => true;
