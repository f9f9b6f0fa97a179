import { SECOND } from "@berth/core";

/** Which of a minute's sixty seconds, as two halves of thirty bits. */
export interface Seconds {
	readonly low: number;
	readonly high: number;
}

export const noSeconds: Seconds = { low: 0, high: 0 };

const HALF = 30;

/** Bits from `from` to `to`, exclusive, within thirty. */
const bits = (from: number, to: number): number => {
	const begin = Math.max(0, Math.min(HALF, from));
	const end = Math.max(begin, Math.min(HALF, to));
	return 2 ** end - 2 ** begin;
};

/** Adds the seconds whose middle lies in the span, so that spans that meet count each second once, however they are cut. */
export function addSeconds({ low, high }: Seconds, fromMs: number, toMs: number): Seconds {
	const from = Math.ceil(fromMs / SECOND - 0.5);
	const to = Math.ceil(toMs / SECOND - 0.5);
	return { low: low | bits(from, to), high: high | bits(from - HALF, to - HALF) };
}

const ones = (word: number): number => {
	let count = 0;
	for (let rest = word; rest !== 0; rest &= rest - 1) count++;
	return count;
};

export const countSeconds = ({ low, high }: Seconds): number => ones(low) + ones(high);
