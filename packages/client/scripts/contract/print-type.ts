import ts from "@typescript/typescript6";

export interface TypePrinter {
	/** As it is written where it is used; what has a name of ours is declared once, under it. */
	print(type: ts.Type): string;
	/** What was named so far, sorted. */
	declarations(): string[];
}

/** What JSON cannot carry comes out of no procedure: a type that says so is wrong, and nobody would be told. */
const foreign = /^(Date|Map|Set|Buffer|Uint8Array|Promise|Error|RegExp|Function)$/;

export interface PrintedAs {
	/** What is asked for is written out where it is asked for, and its lists are the caller's own to fill. */
	readonly isInput: boolean;
}

/** Writes types out as a client meets them: plain data, in names of the vocabulary, without any trace of where they come from. */
export function createTypePrinter(checker: ts.TypeChecker, at: ts.Node, { isInput }: PrintedAs): TypePrinter {
	const fixed = isInput ? "" : "readonly ";
	const named = new Map<ts.Type, string>();
	const bodies = new Map<string, string>();

	const print = (type: ts.Type): string => {
		const name = nameOf(type);
		if (name === null) return written(type);
		const known = named.get(type);
		if (known !== undefined) return known;
		const free = freeName(name);
		named.set(type, free);
		bodies.set(free, "");
		const body = written(type);
		const doc = docOf(type.aliasSymbol ?? type.symbol, "");
		bodies.set(
			free,
			`${doc}${body.startsWith("{") && !type.isUnion() ? `export interface ${free} ${body}` : `export type ${free} = ${body};`}`,
		);
		return free;
	};

	const written = (type: ts.Type): string => {
		const { flags } = type;
		if ((flags & ts.TypeFlags.BooleanLike) !== 0 && !type.isLiteral()) return checker.typeToString(type);
		if (type.isUnion()) return union(type);
		// An id is a string to whoever only passes it on.
		if (type.isIntersection() && type.types.some((part) => (part.flags & ts.TypeFlags.String) !== 0)) return "string";
		if ((flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return checker.typeToString(type);
		if (checker.isTupleType(type))
			return `${fixed}[${checker
				.getTypeArguments(type as ts.TypeReference)
				.map(print)
				.join(", ")}]`;
		if (checker.isArrayType(type)) {
			const [of] = checker.getTypeArguments(type as ts.TypeReference);
			const item = of === undefined ? "unknown" : print(of);
			return `${fixed}${/^[\w.]+(\[\])*$/.test(item) || /^\{[^|]*\}$/.test(item) ? item : `(${item})`}[]`;
		}
		if (type.symbol !== undefined && foreign.test(type.symbol.name)) throw new Error(`no JSON carries a ${type.symbol.name}`);
		return object(type);
	};

	const union = (type: ts.UnionType): string => {
		const parts = type.types.filter(({ flags }) => (flags & ts.TypeFlags.Undefined) === 0);
		const isBoth = (part: ts.Type) => (part.flags & ts.TypeFlags.BooleanLiteral) !== 0;
		const texts = parts.filter((part) => !isBoth(part)).map(print);
		const booleans = parts.filter(isBoth);
		if (booleans.length === 2) texts.push("boolean");
		else texts.push(...booleans.map((part) => checker.typeToString(part)));
		const isLast = (text: string) => text === "null";
		return [...new Set([...texts.filter((text) => !isLast(text)), ...texts.filter(isLast)])].join(" | ");
	};

	const object = (type: ts.Type): string => {
		const index = checker.getIndexInfosOfType(type).find(({ keyType }) => (keyType.flags & ts.TypeFlags.String) !== 0);
		const lines = checker.getPropertiesOfType(type).map((property) => {
			const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
			const of = checker.getTypeOfSymbolAtLocation(property, at);
			const key = /^[A-Za-z_$][\w$]*$/.test(property.name) ? property.name : JSON.stringify(property.name);
			return `${docOf(property, "\t")}\t${fixed}${key}${optional ? "?" : ""}: ${indented(print(of))}${optional && isInput ? " | undefined" : ""};`;
		});
		if (index !== undefined) lines.push(`\t${fixed}[name: string]: ${indented(print(index.type))};`);
		return lines.length === 0 ? "Record<string, never>" : `{\n${lines.join("\n")}\n}`;
	};

	const docOf = (symbol: ts.Symbol | undefined, indent: string): string => {
		const text = ts.displayPartsToString(symbol?.getDocumentationComment(checker) ?? []).trim();
		if (text === "") return "";
		const lines = text.replaceAll("*/", "* /").split("\n");
		return lines.length === 1
			? `${indent}/** ${text} */\n`
			: `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
	};

	/** Names of libraries, of what is generic and of the rows of tables are nobody's business. */
	const nameOf = (type: ts.Type): string | null => {
		if (isInput) return null;
		if (type.aliasSymbol !== undefined && (type.aliasTypeArguments?.length ?? 0) > 0) return null;
		const symbol = type.aliasSymbol ?? ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Interface ? type.symbol : undefined);
		if (symbol === undefined || symbol.name.startsWith("__")) return null;
		const [declared] = symbol.declarations ?? [];
		if (declared === undefined || declared.getSourceFile().fileName.includes("/node_modules/")) return null;
		if (symbol.name.endsWith("Id") && type.isIntersection()) return null;
		const name = symbol.name.replace(/Record$/, "View");
		return named.has(type) || /^[A-Z]\w+$/.test(name) ? name : null;
	};

	const freeName = (name: string): string => {
		for (let number = 1; ; number++) {
			const tried = number === 1 ? name : `${name}${number}`;
			if (!bodies.has(tried)) return tried;
		}
	};

	return { print, declarations: () => [...bodies].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, body]) => body) };
}

const indented = (text: string): string => text.replaceAll("\n", "\n\t");
