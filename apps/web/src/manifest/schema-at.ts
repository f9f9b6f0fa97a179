/** A JSON Schema, as far as an editor asks of it. */
export interface SchemaNode {
	readonly type?: string | readonly string[];
	readonly properties?: Readonly<Record<string, SchemaNode>>;
	readonly additionalProperties?: SchemaNode | boolean;
	readonly items?: SchemaNode;
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
}

/** What may stand at a path of names and places in a document; null where nothing is known. */
export function schemaAt(root: SchemaNode, path: readonly (string | number)[]): SchemaNode | null {
	return path.reduce<SchemaNode | null>((node, part) => {
		if (node === null) return null;
		if (typeof part === "number") return node.items ?? null;
		const own = node.properties && Object.hasOwn(node.properties, part) ? node.properties[part] : undefined;
		return own ?? (typeof node.additionalProperties === "object" ? node.additionalProperties : null);
	}, root);
}

/** Names that an object may still get. */
export const namesOf = (node: SchemaNode | null, taken: readonly string[]): readonly string[] =>
	Object.keys(node?.properties ?? {}).filter((name) => !taken.includes(name));

/** Values that are known beforehand, as JSON. */
export function valuesOf(node: SchemaNode | null): readonly string[] {
	if (node === null) return [];
	if (node.const !== undefined) return [JSON.stringify(node.const)];
	if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value));
	return node.type === "boolean" ? ["true", "false"] : [];
}

/** What a value begins as when its name was just chosen. */
export function emptyOf(node: SchemaNode | null): string {
	const kind = node?.type;
	if (kind === "object") return "{}";
	if (kind === "array") return "[]";
	if (kind === "string" && node?.enum === undefined) return '""';
	return "";
}
