import type { Position } from "../read/compose-error.ts";
import { preview, type Tree } from "../read/tree.ts";

/** A place in the file: what stands there, where, and what it is called. */
export interface Spot {
	readonly tree: Tree;
	readonly at: Position;
	readonly path: string;
	readonly service: string | null;
}

export const rootSpot = (tree: Tree): Spot => ({ tree, at: tree.at, path: "", service: null });

const joined = (path: string, key: string): string => {
	if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key.length > 80 ? `${key.slice(0, 79)}…` : key)}]`;
	return path === "" ? key : `${path}.${key}`;
};

/** What is below a map; nothing for what is none. */
export const entriesOf = ({ tree, path, service }: Spot): (readonly [string, Spot])[] =>
	tree.kind !== "map"
		? []
		: [...tree.entries].map(([key, { keyAt, value }]) => [key, { tree: value, at: keyAt, path: joined(path, key), service }] as const);

export const itemsOf = ({ tree, path, service }: Spot): Spot[] =>
	tree.kind !== "list" ? [] : tree.items.map((item, index) => ({ tree: item, at: item.at, path: `${path}[${index}]`, service }));

export const childOf = (spot: Spot, key: string): Spot | undefined => entriesOf(spot).find(([name]) => name === key)?.[1];

export const previewOf = (spot: Spot): string => preview(spot.tree);
