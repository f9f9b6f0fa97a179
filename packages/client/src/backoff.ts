const FIRST_MS = 250;
// Longer: a page that was cut off stays stale after the server is back. Shorter: a thousand tabs knock all the time.
const MAX_MS = 5_000;

/** How long to wait before a try to reconnect: doubling from a quarter of a second, with up to a third taken off at random. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
	const full = Math.min(FIRST_MS * 2 ** Math.min(attempt, 10), MAX_MS);
	return Math.round(full * (1 - random() / 3));
}
