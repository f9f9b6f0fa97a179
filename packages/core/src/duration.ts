/** A span of time in milliseconds. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const HOUR: Millis = 60 * MINUTE;
export const DAY: Millis = 24 * HOUR;

const unitMs: Record<string, Millis> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/**
 * Reads a span as people write it: `500ms`, `30s`, `1m30s`, `14d`.
 *
 * Returns milliseconds, or null when the text is not a span.
 */
export function parseDuration(text: string): Millis | null {
	if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return null;
	let total = 0;
	for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
		total += Number(amount) * (unitMs[unit ?? ""] ?? Number.NaN);
	}
	return Number.isFinite(total) ? total : null;
}

/** Writes a span with the units of {@link parseDuration}, largest first: `1m30s`. */
export function formatDuration(ms: Millis): string {
	if (ms < 1) return "0s";
	let rest = Math.round(ms);
	let text = "";
	for (const unit of ["d", "h", "m", "s", "ms"]) {
		const size = unitMs[unit] ?? 1;
		const count = Math.floor(rest / size);
		if (count > 0) text += `${count}${unit}`;
		rest -= count * size;
	}
	return text;
}
