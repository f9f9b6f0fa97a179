import { orAborted } from "./within.ts";

/** One piece of work per key; callers who come while it runs join it. A caller's abort frees that caller alone. */
export interface SingleFlight<T> {
	/** `work` gets a signal of its own, which fires when its last caller has given up. */
	join(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Flight<T> {
	readonly result: Promise<T>;
	readonly controller: AbortController;
	callers: number;
}

export function createSingleFlight<T>(op: string): SingleFlight<T> {
	const flights = new Map<string, Flight<T>>();

	const begin = (key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> => {
		const controller = new AbortController();
		const flight: Flight<T> = { result: work(controller.signal), controller, callers: 0 };
		flights.set(key, flight);
		flight.result
			.catch(() => undefined)
			.finally(() => {
				if (flights.get(key) === flight) flights.delete(key);
			});
		return flight;
	};

	return {
		async join(key, signal, work) {
			const flight = flights.get(key) ?? begin(key, work);
			flight.callers += 1;
			try {
				return await orAborted(flight.result, op, signal);
			} finally {
				flight.callers -= 1;
				if (flight.callers === 0) {
					if (flights.get(key) === flight) flights.delete(key);
					flight.controller.abort();
				}
			}
		},
	};
}
