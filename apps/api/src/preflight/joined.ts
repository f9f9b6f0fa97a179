import { AppError } from "@berth/core";

/**
 * One run at a time, however many ask: who comes while one is under way gets its result. A run is given up when nobody waits for it.
 *
 * Errors  ABORTED for the caller that gave up, and what the work throws.
 */
export function joined<T>(work: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
	let run: { readonly result: Promise<T>; readonly end: AbortController; waiting: number } | null = null;

	const begin = () => {
		const end = new AbortController();
		const begun = { result: work(end.signal), end, waiting: 0 };
		const forget = () => {
			if (run === begun) run = null;
		};
		begun.result.then(forget, forget);
		run = begun;
		return begun;
	};

	return async (signal) => {
		const aborted = () => new AppError("ABORTED", { data: { op: "preflight" }, cause: signal.reason });
		if (signal.aborted) throw aborted();
		const mine = run ?? begin();
		mine.waiting += 1;
		const { promise: givenUp, reject } = Promise.withResolvers<never>();
		const onAbort = () => reject(aborted());
		signal.addEventListener("abort", onAbort, { once: true });
		try {
			return await Promise.race([givenUp, mine.result]);
		} finally {
			signal.removeEventListener("abort", onAbort);
			mine.waiting -= 1;
			if (mine.waiting === 0) {
				if (run === mine) run = null;
				mine.end.abort();
			}
		}
	};
}
