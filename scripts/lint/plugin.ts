import { checkImport } from "./check-import.ts";
import { configFiles } from "./floors.ts";
import { isWrittenAttribute, saysWords, type TextNode } from "./visible-text.ts";

// The parts of the linter's plugin interface that these rules use.
interface Node {
	readonly type: string;
	readonly source?: Node | null;
	readonly value?: unknown;
	readonly importKind?: "type" | "value";
	readonly exportKind?: "type" | "value";
	readonly object?: Node;
	readonly property?: Node;
	readonly name?: string;
	readonly specifiers?: readonly Node[];
	readonly imported?: Node;
	readonly callee?: Node;
	readonly arguments?: readonly Node[];
}
interface Context {
	readonly filename: string;
	readonly cwd: string;
	report(problem: { readonly node: Node; readonly message: string }): void;
}

const fileOf = (context: Context) => context.filename.slice(context.cwd.length + 1);

const floors = {
	create(context: Context) {
		const check = (node: Node, source: Node | null | undefined, typeOnly: boolean) => {
			if (typeof source?.value !== "string") return;
			const problem = checkImport({ file: fileOf(context), specifier: source.value, typeOnly });
			if (problem !== null) context.report({ node, message: problem });
		};
		const declaration = (node: Node) => {
			const inline =
				node.specifiers !== undefined &&
				node.specifiers.length > 0 &&
				node.specifiers.every((one) => one.importKind === "type" || one.exportKind === "type");
			check(node, node.source, node.importKind === "type" || node.exportKind === "type" || inline);
		};
		return {
			ImportDeclaration: declaration,
			ExportNamedDeclaration: declaration,
			ExportAllDeclaration: declaration,
			ImportExpression: (node: Node) => check(node, node.source, false),
			TSImportType: (node: Node) => check(node, node.source, true),
			CallExpression(node: Node) {
				if (node.callee?.type === "Identifier" && node.callee.name === "require") check(node, node.arguments?.[0], false);
			},
		};
	},
};

const environment = {
	create(context: Context) {
		if (configFiles.includes(fileOf(context))) return {};
		const message = `the environment is read in ${configFiles[0]} alone; take what you need as a parameter`;
		return {
			MemberExpression(node: Node) {
				const { object, property } = node;
				if (property?.name !== "env" && property?.value !== "env") return;
				const owner = object?.type === "MemberExpression" ? object.property?.name : object?.name;
				if (owner === "process") context.report({ node, message });
			},
			ImportDeclaration(node: Node) {
				if (node.source?.value !== "node:process" && node.source?.value !== "process") return;
				const names = node.specifiers?.map((one) => one.imported?.name) ?? [];
				if (names.some((name) => name === "env" || name === undefined)) context.report({ node, message });
			},
			VariableDeclarator(
				node: Node & { readonly init?: Node | null; readonly id?: { readonly properties?: readonly { readonly key?: Node }[] } },
			) {
				if (node.init?.name !== "process") return;
				if (node.id?.properties?.some((one) => one.key?.name === "env")) context.report({ node, message });
			},
		};
	},
};

const words = {
	create(context: Context) {
		const file = fileOf(context);
		if (!file.startsWith("apps/web/src/") || file.includes(".test.")) return {};
		const message = "what people read stands in the catalogue, apps/web/src/text";
		const check = (node: Node & { readonly children?: readonly TextNode[] }) => {
			if (node.children?.some(saysWords)) context.report({ node, message });
		};
		return {
			JSXElement: check,
			JSXFragment: check,
			JSXAttribute(node: Node & TextNode) {
				if (isWrittenAttribute(node)) context.report({ node, message });
			},
		};
	},
};

/** The linter loads this file by path; its rules are `berth/floors`, `berth/environment` and `berth/words`. */
export default { meta: { name: "berth" }, rules: { floors, environment, words } };
