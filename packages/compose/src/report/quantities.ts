import { DAY, HOUR, MINUTE, SECOND } from "@berth/core";

const byteUnits: Readonly<Record<string, number>> = { "": 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes as Compose writes them, `512m` or `1.5gb`: powers of 1024, whichever way it is spelled. Null for what is none. */
export function parseBytes(text: string): number | null {
	const [, amount, unit = ""] = /^(\d{1,15}(?:\.\d{1,9})?)\s*(?:([bkmgt])(?:ib|b)?)?$/i.exec(text.trim()) ?? [];
	if (amount === undefined) return null;
	const bytes = Math.round(Number(amount) * (byteUnits[unit.toLowerCase()] ?? 1));
	return Number.isSafeInteger(bytes) ? bytes : null;
}

const spans: readonly (readonly [string, number])[] = [
	["w", 7 * DAY],
	["d", DAY],
	["h", HOUR],
	["m", MINUTE],
	["s", SECOND],
	["ms", 1],
	["us", 0.001],
	["µs", 0.001],
	["ns", 0.000_001],
];

/** A span as Compose writes it, `1m30s` or `500us`, in milliseconds. Null for what is none. */
export function parseSpan(text: string): number | null {
	const trimmed = text.trim();
	if (trimmed === "0") return 0;
	if (!/^(?:\d{1,12}(?:\.\d{1,9})?(?:ms|us|µs|ns|[wdhms]))+$/.test(trimmed)) return null;
	let ms = 0;
	for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|[wdhms])/g))
		ms += Number(amount) * (spans.find(([name]) => name === unit)?.[1] ?? Number.NaN);
	return Number.isFinite(ms) ? ms : null;
}

/** Bytes for people: `512 MiB`. */
export function formatBytes(bytes: number): string {
	const units = ["B", "KiB", "MiB", "GiB", "TiB"];
	let size = bytes;
	let unit = 0;
	while (size >= 1024 && unit < units.length - 1) {
		size /= 1024;
		unit += 1;
	}
	return `${Math.round(size * 100) / 100} ${units[unit]}`;
}
