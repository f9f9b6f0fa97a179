import ts from "@typescript/typescript6";

export interface Procedure {
	/** `lease.get` as its parts. */
	readonly path: readonly string[];
	readonly kind: "query" | "mutation" | "subscription";
	/** Null where nothing is asked for. */
	readonly input: ts.Type | null;
	/** Of a subscription: of each message. */
	readonly output: ts.Type;
	/** Whether its messages have ids, from which it can be taken up again. */
	readonly isTracked: boolean;
	readonly doc: string;
}

export interface Router {
	readonly checker: ts.TypeChecker;
	/** What the types were found in; for places. */
	readonly at: ts.Node;
	readonly procedures: readonly Procedure[];
}

/** Reads what the router's type says, as the compiler understands it: nothing of the server runs. */
export function readRouter(file: string, configFile: string): Router {
	const { config } = ts.readConfigFile(configFile, ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, configFile.replace(/[^/]+$/, ""));
	const program = ts.createProgram([file], options);
	const checker = program.getTypeChecker();
	const at = program.getSourceFile(file);
	const module = at && checker.getSymbolAtLocation(at);
	const symbol = module && checker.getExportsOfModule(module).find(({ name }) => name === "appRouter");
	if (at === undefined || symbol === undefined) throw new Error(`${file} has no appRouter`);

	const part = (type: ts.Type, name: string): ts.Type => {
		const found = checker.getPropertyOfType(type, name);
		if (found === undefined) throw new Error(`the router's type has no ${name} where one is expected`);
		return checker.getTypeOfSymbolAtLocation(found, at);
	};
	const procedures: Procedure[] = [];
	const walk = (record: ts.Type, above: readonly string[]): void => {
		for (const entry of checker.getPropertiesOfType(record)) {
			const type = checker.getTypeOfSymbolAtLocation(entry, at);
			const path = [...above, entry.name];
			const def = checker.getPropertyOfType(type, "_def");
			if (def === undefined) {
				walk(type, path);
				continue;
			}
			const defined = checker.getTypeOfSymbolAtLocation(def, at);
			const types = part(defined, "$types");
			const kind = kindOf(part(type, "_def"), path);
			const input = part(types, "input");
			const given = part(types, "output");
			const message = kind === "subscription" ? messageOf(given, path) : { type: given, isTracked: false };
			procedures.push({
				path,
				kind,
				input: (input.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) !== 0 ? null : input,
				output: message.type,
				isTracked: message.isTracked,
				doc: docOf(entry),
			});
		}
	};
	const kindOf = (def: ts.Type, path: readonly string[]): Procedure["kind"] => {
		const type = part(def, "type");
		if (type.isStringLiteral() && (type.value === "query" || type.value === "mutation" || type.value === "subscription")) return type.value;
		throw new Error(`${path.join(".")} is of an unknown kind`);
	};
	/** What a source of messages gives; those with an id come to a client as `{ id, data }`. */
	const messageOf = (source: ts.Type, path: readonly string[]): { readonly type: ts.Type; readonly isTracked: boolean } => {
		const [given] = checker.getTypeArguments(source as ts.TypeReference);
		if (given === undefined) throw new Error(`${path.join(".")} gives no messages`);
		const isTracked = (given.aliasSymbol ?? given.symbol)?.name === "TrackedData";
		return { type: isTracked ? part(given, "data") : given, isTracked };
	};
	// What stands over the exported procedure says what it does.
	const docOf = (symbol: ts.Symbol): string => {
		const own = symbol.declarations?.[0];
		const meant = own && ts.isShorthandPropertyAssignment(own) ? checker.getShorthandAssignmentValueSymbol(own) : symbol;
		const target = meant && (meant.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(meant) : meant;
		return ts.displayPartsToString(target?.getDocumentationComment(checker) ?? []);
	};
	walk(part(part(checker.getTypeOfSymbolAtLocation(symbol, at), "_def"), "record"), []);
	return { checker, at, procedures };
}
