import { HOUR, MINUTE, SECOND } from "@berth/core";
import { formatBytes } from "./bytes.ts";

/** What was used comes as digits, which a number may be too small for; what is shown has three of them. */

/** Time on processors: `42 s`, `3.5 min`, `12.4 h`. */
export function formatCpuTime(ms: string): string {
	const span = Number(ms);
	const of = (unit: number) => Number((span / unit).toFixed(span / unit >= 100 ? 0 : 1)).toLocaleString("en");
	if (span < MINUTE) return `${of(SECOND)} s`;
	return span < HOUR ? `${of(MINUTE)} min` : `${of(HOUR)} h`;
}

/** Bytes times seconds as bytes times hours: `1.5 GiB h`. */
export const formatByteHours = (byteSeconds: string | null): string =>
	byteSeconds === null ? "not known" : `${formatBytes(Math.round(Number(byteSeconds) / 3_600))} h`;

export const formatAmount = (bytes: string | null): string => (bytes === null ? "not known" : formatBytes(Number(bytes)));
