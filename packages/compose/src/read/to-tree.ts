import { type Alias, isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from "yaml";
import { composeError, type Position } from "./compose-error.ts";
import type { MapEntry, MapTree, Tree } from "./tree.ts";

/** Aliases written out, in characters and as many for each value. A real file comes to some 100 000; a bomb of aliases to billions. */
export const WEIGHT_MAX = 1_500_000;
const NODE_WEIGHT = 16;

/** Tags that mean what the value is already, and Compose's own for files that are laid over each other. */
const knownTags = new Set([
	"!reset",
	"!override",
	"!",
	...["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
]);

/** The library's nodes as a tree with places: aliases followed, merge keys merged, keys once and as text. */
export function toTree(root: unknown, at: (offset: number) => Position): Tree {
	/** Null while the anchor's value is being read: an alias in there would hold itself. */
	const anchors = new Map<string, Tree | null>();
	const place = (node: { range?: readonly number[] | null }) => at(node.range?.[0] ?? 0);

	function convert(node: unknown, fallback: Position): Tree {
		if (isAlias(node)) return follow(node);
		if (node === null || node === undefined) return { kind: "scalar", value: null, text: "", at: fallback, weight: NODE_WEIGHT };
		if (!isMap(node) && !isSeq(node) && !isScalar(node)) throw composeError("yaml", fallback, "this is not YAML that can be read");
		const here = place(node);
		if (node.tag !== undefined && !knownTags.has(node.tag))
			throw composeError("bad-tag", here, `the tag ${node.tag.slice(0, 60)} means nothing in a Compose file`);
		if (node.anchor !== undefined) anchors.set(node.anchor, null);
		const tree = isMap(node) ? toMap(node, here) : isSeq(node) ? toList(node.items, here) : toScalar(node, here);
		if (tree.weight > WEIGHT_MAX)
			throw composeError("too-much", here, "with its aliases written out this is larger than any Compose file; repeat less");
		if (node.anchor !== undefined) anchors.set(node.anchor, tree);
		return tree;
	}

	function follow(alias: Alias): Tree {
		const found = anchors.get(alias.source);
		if (found === undefined)
			throw composeError("bad-alias", place(alias), `there is no anchor &${alias.source.slice(0, 60)} above this alias`);
		if (found === null) throw composeError("bad-alias", place(alias), `the anchor &${alias.source.slice(0, 60)} holds itself`);
		return found;
	}

	function toList(nodes: readonly unknown[], here: Position): Tree {
		const items = nodes.map((node) => convert(node, here));
		return { kind: "list", items, at: here, weight: items.reduce((sum, { weight }) => sum + weight, NODE_WEIGHT) };
	}

	function toMap(node: YAMLMap, here: Position): Tree {
		const own = new Map<string, MapEntry>();
		const merged: MapTree[] = [];
		for (const { key, value } of node.items) {
			const keyAt = isScalar(key) || isAlias(key) ? place(key) : here;
			const name = keyOf(key, keyAt);
			if (own.has(name) || (name === "<<" && merged.length > 0))
				throw composeError("duplicate-key", keyAt, `the key "${name.slice(0, 60)}" stands twice in the same place`);
			const tree = convert(value, keyAt);
			if (name === "<<") merged.push(...sourcesOf(tree, keyAt));
			else own.set(name, { keyAt, value: tree });
		}
		for (const { entries } of merged) for (const [name, entry] of entries) if (!own.has(name)) own.set(name, entry);
		let weight = NODE_WEIGHT;
		for (const [name, entry] of own) weight += name.length + entry.value.weight;
		return { kind: "map", entries: own, at: here, weight };
	}

	function keyOf(key: unknown, keyAt: Position): string {
		const tree = isAlias(key) ? follow(key) : isScalar(key) ? toScalar(key, keyAt) : null;
		if (tree?.kind !== "scalar" || tree.value === null) throw composeError("bad-key", keyAt, "a key is not a text");
		if (tree.text === "__proto__") throw composeError("bad-key", keyAt, 'no key may be named "__proto__"');
		return tree.text;
	}

	return convert(root, { line: 1, column: 1 });
}

/** What `<<` brings: a map, or a list of them of which the first wins. */
function sourcesOf(tree: Tree, keyAt: Position): MapTree[] {
	const sources = tree.kind === "list" ? tree.items : [tree];
	return sources.map((source) => {
		if (source.kind !== "map") throw composeError("bad-alias", keyAt, '"<<" merges maps: it takes an alias of a map, or a list of them');
		return source;
	});
}

function toScalar(node: Scalar, here: Position): Tree & { kind: "scalar" } {
	const { value } = node;
	const reset = node.tag === "!reset";
	if (reset || value === null || value === undefined) return { kind: "scalar", value: null, text: "", at: here, weight: NODE_WEIGHT };
	if (typeof value === "number" || typeof value === "bigint") {
		// As written: 1.10 is a version and not 1.1.
		const text = node.source ?? String(value);
		return { kind: "scalar", value: Number(value), text, at: here, weight: NODE_WEIGHT };
	}
	if (typeof value === "boolean") return { kind: "scalar", value, text: String(value), at: here, weight: NODE_WEIGHT };
	const text = typeof value === "string" ? value : (node.source ?? "");
	return { kind: "scalar", value: text, text, at: here, weight: NODE_WEIGHT + text.length };
}
