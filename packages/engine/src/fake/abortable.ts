import { AppError } from "@berth/core";

export const toAborted = (signal: AbortSignal): AppError => new AppError("ABORTED", { cause: signal.reason });

/** Rejects with ABORTED once the signal has fired. */
export function refuseAborted(signal: AbortSignal): void {
	if (signal.aborted) throw toAborted(signal);
}

/** What `work` gives, or ABORTED as soon as the signal fires. The work itself goes on; nobody hears of it. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const give = () => reject(toAborted(signal));
		const settled = () => signal.removeEventListener("abort", give);
		work.then(
			(value) => {
				settled();
				resolve(value);
			},
			(error: unknown) => {
				settled();
				reject(error);
			},
		);
		if (signal.aborted) return give();
		signal.addEventListener("abort", give, { once: true });
	});
}

/** A promise that never settles: what a call of a dead process comes to. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
