import { manifestJsonSchema } from "@berth/core";
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";
import { emptyOf, namesOf, type SchemaNode, schemaAt, valuesOf } from "./schema-at.ts";

const schemas = manifestJsonSchema();

/** Offers the names and values that a manifest may have where the cursor stands. */
export function completeManifest(context: CompletionContext): CompletionResult | null {
	const { state, pos } = context;
	const node = syntaxTree(state).resolveInner(pos, -1);
	const isName = node.name === "PropertyName" || (node.name === "⚠" && node.parent?.name === "Property");
	const object = closest(node, "Object");
	const property = closest(node, "Property");
	const root = rootOf(state);
	const word = context.matchBefore(/"?[\w./-]*/);
	const from = isName || node.name === "String" ? node.from : (word?.from ?? pos);
	if (!context.explicit && word !== null && word.text === "") return null;
	const isValue = property !== null && !isName && property.from > (object?.from ?? -1) && state.sliceDoc(property.from, pos).includes(":");
	if (isValue) {
		const options = valuesOf(schemaAt(root, pathOf(state, property))).map((label): Completion => ({ label, type: "enum" }));
		return options.length === 0 ? null : { from, options };
	}
	if (object === null) return null;
	const schema = schemaAt(root, pathOf(state, object));
	const own = isName ? nameOf(state, node.parent) : null;
	const taken = propertiesOf(object).flatMap((one) => nameOf(state, one) ?? []);
	const hasColon = isName && /^\s*:/.test(state.sliceDoc(node.to, node.to + 8));
	const options = namesOf(
		schema,
		taken.filter((name) => name !== own),
	).map((name): Completion => {
		const value = emptyOf(schemaAt(schema ?? {}, [name]));
		return { label: JSON.stringify(name), type: "property", apply: hasColon ? JSON.stringify(name) : `${JSON.stringify(name)}: ${value}` };
	});
	return options.length === 0 ? null : { from, ...(isName && { to: node.to }), options };
}

/** A manifest of one container has the fields of a service at its top. */
function rootOf(state: EditorState): SchemaNode {
	const top = syntaxTree(state).topNode.getChild("Object");
	const names = top === null ? [] : propertiesOf(top).flatMap((one) => nameOf(state, one) ?? []);
	if (names.length === 0) return { type: "object", properties: { ...propertiesIn(schemas.stack), ...propertiesIn(schemas.service) } };
	return names.includes("services") ? schemas.stack : schemas.service;
}

const propertiesIn = (schema: SchemaNode): Readonly<Record<string, SchemaNode>> => schema.properties ?? {};

function closest(from: SyntaxNode, name: string): SyntaxNode | null {
	for (let node: SyntaxNode | null = from; node !== null; node = node.parent) if (node.name === name) return node;
	return null;
}

const propertiesOf = (object: SyntaxNode): readonly SyntaxNode[] => object.getChildren("Property");

function nameOf(state: EditorState, property: SyntaxNode | null): string | null {
	const name = property?.getChild("PropertyName");
	return name ? state.sliceDoc(name.from, name.to).replaceAll('"', "") : null;
}

function pathOf(state: EditorState, of: SyntaxNode): readonly (string | number)[] {
	const path: (string | number)[] = [];
	for (let node: SyntaxNode | null = of; node !== null; node = node.parent) {
		const { parent } = node;
		if (node.name === "Property") path.unshift(nameOf(state, node) ?? "");
		else if (parent?.name === "Array") path.unshift(0);
	}
	return path;
}
