import type { Report } from "./report.ts";
import type { Verdict } from "./row.ts";
import { entriesOf, type Spot } from "./spot.ts";

/** What is done about one key of the Compose specification; the page of all keys is written from these. */
export interface KeyRule<Target> {
	readonly verdicts: readonly Verdict[];
	/** For the page: what it becomes, or why it does not. */
	readonly about: string;
	/** The keys below it; absent when what is below shares its fate. */
	readonly below?: KeyTable<never>;
	/** An empty text says something here. */
	readonly takesEmpty?: true;
	read(spot: Spot, target: Target, report: Report): void;
}

export type KeyTable<Target> = Readonly<Record<string, KeyRule<Target>>>;

/** Gives every key of a map to its rule, in the order of the rules. What has none is told, and so is what is empty. */
export function readKeys<Target>(spot: Spot, table: KeyTable<Target>, target: Target, report: Report): void {
	if (spot.tree.kind !== "map") {
		if (!isEmpty(spot)) wrongShape(spot, report, "a map of keys");
		return;
	}
	const order = Object.keys(table);
	for (const [key, child] of entriesOf(spot).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))) {
		const rule = Object.hasOwn(table, key) ? table[key] : undefined;
		if (key.startsWith("x-"))
			report.ignored(child, "An extension: Compose reads it only where an alias takes it over, and what was taken over is told there.");
		else if (rule === undefined)
			report.refused(child, `The Compose specification has no key "${key.slice(0, 60)}" here; correct its name or take it out.`);
		else if (isEmpty(child) && !(rule.takesEmpty && !isNothing(child))) report.ignored(child, "It is empty and says nothing.");
		else rule.read(child, target, report);
	}
}

const isNothing = ({ tree }: Spot): boolean => tree.kind === "scalar" && tree.value === null;
const isEmpty = ({ tree }: Spot): boolean => {
	if (tree.kind === "scalar") return tree.value === null || tree.text === "";
	return tree.kind === "list" ? tree.items.length === 0 : tree.entries.size === 0;
};

/** Says that something is no such thing as Compose takes there; Compose would not take the file either. */
export const wrongShape = (spot: Spot, report: Report, wanted: string): void => {
	report.refused(spot, `Compose takes ${wanted} here, and this is none.`, { final: true });
};

/** The same fate whatever is written there. */
export const always = <Target>(verdict: "refused" | "ignored", why: string): KeyRule<Target> => ({
	verdicts: [verdict],
	about: why,
	read: (spot, _target, report) => {
		if (verdict === "refused") report.refused(spot, why);
		else report.ignored(spot, why);
	},
});

/** A switch: what is said where it is on, and what where it is off. */
export const onOff = <Target>(
	on: readonly ["refused" | "ignored" | "kept", string],
	off: readonly ["refused" | "ignored" | "kept", string],
): KeyRule<Target> => ({
	verdicts: [...new Set([on[0], off[0]])],
	about: `on: ${on[1]} off: ${off[1]}`,
	read: (spot, _target, report) => {
		const value = booleanOf(spot);
		if (value === null) return wrongShape(spot, report, "true or false");
		const [verdict, why] = value ? on : off;
		if (verdict === "refused") report.refused(spot, why);
		else if (verdict === "kept") report.kept(spot, why);
		else report.ignored(spot, why);
	},
});

/** Words Compose takes for a switch; null for what is none. */
export function booleanOf({ tree }: Spot): boolean | null {
	if (tree.kind !== "scalar") return null;
	const text = tree.text.toLowerCase();
	if (["true", "yes", "on", "y", "1"].includes(text)) return true;
	return ["false", "no", "off", "n", "0"].includes(text) ? false : null;
}

export const textOf = ({ tree }: Spot): string | null => (tree.kind === "scalar" && tree.value !== null ? tree.text : null);

/** A number without sign, whole or not; null for what is none. */
export const numberOf = (spot: Spot): number | null => {
	const text = textOf(spot)?.trim() ?? "";
	return /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : null;
};
