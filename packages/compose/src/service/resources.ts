import { formatBytes, parseBytes, parseSpan } from "../report/quantities.ts";
import { type KeyRule, numberOf, textOf, wrongShape } from "../report/read-keys.ts";
import { childOf, type Spot } from "../report/spot.ts";
import type { Draft } from "./draft.ts";

const WHY = "A size decides what a service has; the item asks for the smallest that has this much.";

/** The greater of two wishes wins: a size must be enough for both. */
const atLeast = (present: number | null, wanted: number) => Math.max(present ?? 0, wanted);

export const memoryWish: KeyRule<Draft> = {
	verdicts: ["translated", "ignored"],
	about: "The item's wish for memory.",
	read(spot, draft, report) {
		const bytes = parseBytes(textOf(spot) ?? "");
		if (bytes === null) return wrongShape(spot, report, "a size such as 512m or 2g");
		if (bytes === 0) return report.ignored(spot, "Zero asks for no limit; every size has one.");
		draft.wish.memoryBytes = atLeast(draft.wish.memoryBytes, bytes);
		report.translated(spot, WHY, `items: ${formatBytes(bytes)}`);
	},
};

export const cpuWish: KeyRule<Draft> = {
	verdicts: ["translated", "ignored"],
	about: "The item's wish for CPU.",
	read(spot, draft, report) {
		const cpus = numberOf(spot);
		if (cpus === null || cpus > 10_000) return wrongShape(spot, report, "a number of CPUs such as 0.5");
		if (cpus === 0) return report.ignored(spot, "Zero asks for no limit; every size has one.");
		draft.wish.cpuMillis = atLeast(draft.wish.cpuMillis, Math.ceil(cpus * 1_000));
		report.translated(spot, WHY, `items: ${cpus} CPU`);
	},
};

export const cpuQuota: KeyRule<Draft> = {
	verdicts: ["translated", "ignored"],
	about: "The item's wish for CPU, in periods of 100 ms unless `cpu_period` says otherwise.",
	read(spot, draft, report) {
		if (textOf(spot)?.trim() === "-1") return report.ignored(spot, "It asks for no limit; every size has one.");
		const quota = microsOf(spot);
		const period = childOf(draft.spot, "cpu_period");
		const micros = period === undefined ? 100_000 : microsOf(period);
		if (quota === null) return wrongShape(spot, report, "microseconds, or a duration such as 50ms");
		if (period !== undefined && !micros) return wrongShape(period, report, "microseconds, or a duration such as 100ms");
		if (quota === 0 || !micros) return report.ignored(spot, "It asks for no limit; every size has one.");
		const cpuMillis = Math.ceil((quota / micros) * 1_000);
		draft.wish.cpuMillis = atLeast(draft.wish.cpuMillis, cpuMillis);
		report.translated(spot, WHY, `items: ${cpuMillis / 1_000} CPU`);
	},
};

const microsOf = (spot: Spot): number | null => {
	const ms = parseSpan(textOf(spot) ?? "");
	return numberOf(spot) ?? (ms === null ? null : ms * 1_000);
};

export const quantity: KeyRule<Draft> = {
	verdicts: ["translated", "refused"],
	about: "The item's quantity, 1 to 32. With 0 the service is left out.",
	read(spot, draft, report) {
		const count = numberOf(spot);
		if (count === null || !Number.isInteger(count)) return wrongShape(spot, report, "a whole number");
		if (count > 32) return void report.refused(spot, "A service has at most 32 instances in a lease.");
		draft.quantity = count;
		report.translated(
			spot,
			"How many instances there are is said in the item, and changed without a new manifest.",
			`items: quantity ${count}`,
		);
	},
};
