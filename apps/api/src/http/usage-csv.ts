import type { UsageLine } from "@berth/db";

const columns: readonly (readonly [string, (line: UsageLine) => string | null])[] = [
	["at", ({ at }) => at.toISOString()],
	["lease_id", ({ leaseId }) => leaseId],
	["lease_name", ({ leaseName }) => leaseName],
	["service", ({ service }) => service],
	["measured_seconds", ({ measuredSeconds }) => measuredSeconds],
	["cpu_seconds", ({ cpuMs }) => toSeconds(cpuMs)],
	["memory_byte_seconds", ({ memoryByteSeconds }) => memoryByteSeconds],
	["memory_peak_bytes", ({ memoryPeakBytes }) => memoryPeakBytes],
	["disk_seconds", ({ diskSeconds }) => diskSeconds],
	["disk_byte_seconds", ({ diskByteSeconds }) => diskByteSeconds],
	["rx_bytes", ({ rxBytes }) => rxBytes],
	["tx_bytes", ({ txBytes }) => txBytes],
];

/** The first line of a CSV file. Source  RFC 4180. */
export const csvHead = `${columns.map(([name]) => name).join(",")}\r\n`;

/** One line; what is not known is an empty field. */
export const toCsv = (line: UsageLine): string => `${columns.map(([, read]) => cell(read(line) ?? "")).join(",")}\r\n`;

/** The same as JSON. All sums are digits in a string, whatever their size, so that a field has one type. */
export const toJson = ({ at, cpuMs, ...line }: UsageLine): string =>
	JSON.stringify({ at: at.toISOString(), ...line, cpuSeconds: toSeconds(cpuMs) });

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe before it, which makes it text there.
 *
 * Source  OWASP, CSV Injection.
 */
export function cell(text: string): string {
	const harmless = /^[=+\-@\t\r\n|%]/.test(text) ? `'${text}` : text;
	return /["',\r\n;\t]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Milliseconds as seconds, digit by digit: a division would round what is large. */
export function toSeconds(ms: string): string {
	const digits = ms.padStart(4, "0");
	return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}
