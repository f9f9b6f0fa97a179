import { formatDuration } from "@berth/core";

const ages = [
	[86_400_000, "d"],
	[3_600_000, "h"],
	[60_000, "m"],
] as const;

/** How long ago, or in how long, in the largest unit that says it. */
export function ago(iso: string | null, now = Date.now()): string {
	if (iso === null) return "-";
	const ms = Math.abs(now - Date.parse(iso));
	const [size, unit] = ages.find(([size]) => ms >= size) ?? ([1_000, "s"] as const);
	return `${Math.floor(ms / size)}${unit}`;
}

export function bytes(count: number | null): string {
	if (count === null) return "-";
	const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
	const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
	return `${Number((count / 1024 ** power).toFixed(1))} ${units[power]}`;
}

export const cores = (millis: number | null): string => (millis === null ? "-" : `${Number((millis / 1_000).toFixed(2))}`);
export const seconds = (ms: number): string =>
	ms < 60_000 ? `${(ms / 1_000).toFixed(1)}s` : formatDuration(Math.round(ms / 1_000) * 1_000);
export const moment = (iso: string | null): string => (iso === null ? "-" : iso.replace("T", " ").replace(/\.\d+Z$/, "Z"));
