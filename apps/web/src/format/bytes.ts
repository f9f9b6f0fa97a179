const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

const unitOf = (bytes: number): number => {
	let unit = 0;
	for (let rest = Math.abs(bytes); rest >= 1024 && unit < units.length - 1; rest /= 1024) unit++;
	return unit;
};

const inUnit = (bytes: number, unit: number): string => {
	const value = bytes / 1024 ** unit;
	const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
	return String(Number(value.toFixed(digits)));
};

/** Binary units, three significant digits: `512 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
	const unit = unitOf(bytes);
	return `${inUnit(bytes, unit)} ${units[unit]}`;
}

/** Bytes of each second: `1.5 MiB/s`. */
export const formatBytesRate = (perSecond: number): string => `${formatBytes(Math.round(perSecond))}/s`;

/** A part and its whole in the unit of the whole: `310 of 512 MiB`. */
export function formatBytesOf(part: number, whole: number): string {
	const unit = unitOf(whole);
	return `${inUnit(part, unit)} of ${inUnit(whole, unit)} ${units[unit]}`;
}

/** A part of a whole in hundredths: `18 %`. Less than one of them that is not nothing says so. */
export const formatShare = (part: number, whole: number): string => {
	const percent = whole > 0 ? (part / whole) * 100 : 0;
	return percent > 0 && percent < 1 ? "<1 %" : `${Math.round(percent)} %`;
};

/** Thousandths of a processor as people count them: `0.5 CPU`. */
export const formatCpu = (cpuMillis: number): string => `${Number((cpuMillis / 1000).toFixed(2))} CPU`;
