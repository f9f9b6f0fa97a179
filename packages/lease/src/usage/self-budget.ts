import type { Millis } from "@berth/core";

/** Keeps what watching costs within its budget, by making it rarer. */
export interface SelfBudget {
	/** How many times rarer than by itself: 1 to 8. */
	readonly factor: number;
	/** Of one core, over the last time that was looked at; null before that. */
	readonly percent: number | null;
	/** Looks at what was spent since the last look. Returns whether the factor changed. */
	look(cpuMs: number, nowMs: Millis): boolean;
}

const FACTOR_MAX = 8;
/** Twice as often would cost twice as much: below this share of the budget there is room for that, with a margin that keeps it from swinging. */
const ROOM = 0.4;

export function createSelfBudget(budgetPercent: number): SelfBudget {
	let before: { readonly cpuMs: number; readonly atMs: number } | null = null;
	let factor = 1;
	let percent: number | null = null;
	return {
		get factor() {
			return factor;
		},
		get percent() {
			return percent;
		},
		look(cpuMs, nowMs) {
			const last = before;
			before = { cpuMs, atMs: nowMs };
			if (last === null || nowMs <= last.atMs) return false;
			percent = (100 * (cpuMs - last.cpuMs)) / (nowMs - last.atMs);
			const next = percent > budgetPercent ? factor * 2 : percent < budgetPercent * ROOM ? factor / 2 : factor;
			const bounded = Math.min(FACTOR_MAX, Math.max(1, next));
			const changed = bounded !== factor;
			factor = bounded;
			return changed;
		},
	};
}
