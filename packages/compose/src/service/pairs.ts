import { wrongShape } from "../report/read-keys.ts";
import type { Report } from "../report/report.ts";
import { entriesOf, itemsOf, type Spot } from "../report/spot.ts";

export interface Pair {
	readonly name: string;
	/** Null when only the name is written. */
	readonly value: string | null;
	readonly spot: Spot;
}

/** Reads what Compose takes as a map or as a list of `NAME=value`; says so where an entry is neither. */
export function readPairs(spot: Spot, report: Report): Pair[] {
	if (spot.tree.kind === "scalar") {
		wrongShape(spot, report, "a map or a list of NAME=value");
		return [];
	}
	const pairs: Pair[] = [];
	for (const [name, entry] of entriesOf(spot)) {
		if (entry.tree.kind !== "scalar") wrongShape(entry, report, "a text");
		else pairs.push({ name, value: entry.tree.value === null ? null : entry.tree.text, spot: entry });
	}
	for (const item of itemsOf(spot)) {
		const text = item.tree.kind === "scalar" && item.tree.value !== null ? item.tree.text : null;
		if (text === null || text === "") {
			wrongShape(item, report, "NAME=value");
			continue;
		}
		const equals = text.indexOf("=");
		const name = equals < 0 ? text : text.slice(0, equals);
		if (name.trim() === "__proto__") report.refused(item, 'Nothing may be named "__proto__".');
		else pairs.push({ name: name.trim(), value: equals < 0 ? null : text.slice(equals + 1), spot: item });
	}
	return pairs;
}
