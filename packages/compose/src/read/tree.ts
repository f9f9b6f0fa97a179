import type { Position } from "./compose-error.ts";

/** A value of the file with the place where it is written; what an alias brings stands where its anchor does. */
export type Tree = MapTree | ListTree | ScalarTree;

interface Placed {
	readonly at: Position;
	/** What it costs to walk, aliases written out. */
	readonly weight: number;
}

export interface MapTree extends Placed {
	readonly kind: "map";
	readonly entries: ReadonlyMap<string, MapEntry>;
}

export interface ListTree extends Placed {
	readonly kind: "list";
	readonly items: readonly Tree[];
}

export interface ScalarTree extends Placed {
	readonly kind: "scalar";
	readonly value: string | number | boolean | null;
	/** As it is written, without quotes; empty for null. */
	readonly text: string;
	/** As it stood before variables were put in, whose values are not for showing. */
	readonly source?: string;
	/** The values that were put in. */
	readonly filled?: readonly string[];
}

export interface MapEntry {
	readonly keyAt: Position;
	readonly value: Tree;
}

/** Values of variables that were put into the texts of a tree, but for those that give nothing away: numbers and switches. */
export function filledIn(tree: Tree): readonly string[] {
	if (tree.kind === "list") return tree.items.slice(0, 50).flatMap(filledIn);
	if (tree.kind === "map") return [...tree.entries.values()].slice(0, 50).flatMap(({ value }) => filledIn(value));
	return (tree.filled ?? []).filter((value) => value.length >= 4 && !/^(\d+|true|false)$/.test(value));
}

const PREVIEW_MAX = 100;

/** What is written, on one line and not too long. */
export function preview(tree: Tree): string {
	const short = (text: string) => {
		const line = text.replace(/\s+/g, " ").trim();
		return line.length > PREVIEW_MAX ? `${line.slice(0, PREVIEW_MAX - 1)}…` : line;
	};
	const written = (one: Tree, depth: number): string => {
		if (one.kind === "scalar") return one.value === null ? "" : short(one.source ?? one.text);
		if (depth > 2) return "…";
		if (one.kind === "list")
			return `[${one.items
				.slice(0, 8)
				.map((item) => written(item, depth + 1))
				.join(", ")}${one.items.length > 8 ? ", …" : ""}]`;
		const entries = [...one.entries].slice(0, 8).map(([key, { value }]) => `${short(key)}: ${written(value, depth + 1)}`);
		return `{${entries.join(", ")}${one.entries.size > 8 ? ", …" : ""}}`;
	};
	return short(written(tree, 0));
}
