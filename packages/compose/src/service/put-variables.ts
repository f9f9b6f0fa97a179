import { composeError } from "../read/compose-error.ts";
import { interpolate, type Lookup } from "../read/interpolate.ts";
import type { MapEntry, Tree } from "../read/tree.ts";
import type { Report } from "../report/report.ts";
import { entriesOf, itemsOf, type Spot } from "../report/spot.ts";

/** All texts of a file with their variables put in: more than any file has. */
const TEXT_MAX = 1_000_000;

export interface VariableReader {
	/** The same tree with variables put into its texts; says which were given, which not. Errors  INVALID_COMPOSE when it grows without end. */
	read(spot: Spot): Tree;
}

export function createVariableReader(lookup: Lookup, report: Report): VariableReader {
	let total = 0;

	function read(spot: Spot): Tree {
		const { tree } = spot;
		if (tree.kind === "list") return { ...tree, items: itemsOf(spot).map(read) };
		if (tree.kind === "map") {
			const entries = new Map<string, MapEntry>();
			for (const [key, child] of entriesOf(spot))
				entries.set(key, { keyAt: child.at, value: key.startsWith("x-") ? child.tree : read(child) });
			return { ...tree, entries };
		}
		if (typeof tree.value !== "string" || !tree.text.includes("$")) return tree;
		const { text, given, defaulted, missing, wrong } = interpolate(tree.text, lookup);
		total += text.length;
		if (total > TEXT_MAX) throw composeError("too-much", spot.at, "with its variables put in this file is larger than any");
		if (wrong !== null)
			report.refused(spot, `"${wrong}" is no variable; write $$ for a dollar, and \${NAME} or \${NAME:-default} for a variable.`, {
				final: true,
			});
		for (const { name, message } of missing)
			report.refused(
				spot,
				`The variable ${name.slice(0, 60)} was not given to this import and has no default${message === null ? "" : ` (the file says: ${message})`}; give it, or accept that the text is empty there.`,
			);
		if (missing.length === 0 && given.length === 0 && defaulted.length > 0)
			report.translated(
				spot,
				`${defaulted.join(", ").slice(0, 120)}: not given, so the file's own default is written into the manifest.`,
				text.slice(0, 160),
			);
		// What was given may be a secret: it is in the manifest, and not in the table.
		else if (missing.length === 0 && given.length > 0)
			report.translated(
				spot,
				`${given.join(", ").slice(0, 120)}: as given to this import, written into the manifest.`,
				"with the variable put in",
			);
		return { ...tree, value: text, text, source: tree.text, filled: given.map((name) => lookup(name) ?? "") };
	}

	return { read };
}
