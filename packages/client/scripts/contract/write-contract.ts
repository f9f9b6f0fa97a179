import { createTypePrinter, type TypePrinter } from "./print-type.ts";
import { type Procedure, readRouter } from "./read-router.ts";

interface Tree {
	[name: string]: Tree | string;
}

const head = `// Made from the server's own procedures; see scripts/contract.

export interface CallOptions {
	readonly signal?: AbortSignal;
}
/** Reads something, or does it. Rejects with an error that \`berthErrorOf\` reads. */
export interface Query<In extends readonly unknown[], Out> {
	readonly query: (...input: [...In, options?: CallOptions]) => Promise<Out>;
}
export interface Mutation<In extends readonly unknown[], Out> {
	readonly mutate: (...input: [...In, options?: CallOptions]) => Promise<Out>;
}
export interface Listener<Message> {
	readonly onStarted?: () => void;
	readonly onData?: (message: Message) => void;
	readonly onError?: (error: Error) => void;
	readonly onComplete?: () => void;
	readonly signal?: AbortSignal;
}
/** Messages as they come, until the end of it or \`unsubscribe\`. */
export interface Subscription<In extends readonly unknown[], Message> {
	readonly subscribe: (...input: [...In, listener: Listener<Message>]) => { unsubscribe(): void };
}
/** A message with the position to go on from. */
export interface Tracked<Data> {
	readonly id: string;
	readonly data: Data;
}
`;

interface Printers {
	readonly asked: TypePrinter;
	readonly given: TypePrinter;
}

/** The calls of a client as types that stand alone. */
export function writeContract(routerFile: string, configFile: string): string {
	const { checker, at, procedures } = readRouter(routerFile, configFile);
	const printers = {
		asked: createTypePrinter(checker, at, { isInput: true }),
		given: createTypePrinter(checker, at, { isInput: false }),
	};
	const tree: Tree = {};
	for (const procedure of procedures) {
		try {
			place(tree, procedure.path, write(procedure, printers));
		} catch (cause) {
			throw new Error(`the types of ${procedure.path.join(".")} cannot be written`, { cause });
		}
	}
	const api = `/** Every call there is. */\nexport interface BerthCalls ${branch(tree)}`;
	return `${[head, ...printers.given.declarations(), api].join("\n")}\n`;
}

function write({ kind, input, output, isTracked, doc }: Procedure, { asked: ask, given: give }: Printers): string {
	const isOptional = input?.isUnion() === true && input.types.some((part) => (part.flags & undefinedFlag) !== 0);
	const asked = input === null ? "[input: undefined]" : `[input: ${ask.print(input)}${isOptional ? " | undefined" : ""}]`;
	const given = isTracked ? `Tracked<${give.print(output)}>` : give.print(output);
	const name = { query: "Query", mutation: "Mutation", subscription: "Subscription" }[kind];
	return `${doc === "" ? "" : `/** ${doc.replaceAll(/\s+/g, " ")} */\n`}$NAME: ${name}<${asked}, ${given}>;`;
}

// TypeFlags.Undefined; the compiler's own enumeration is no value where types alone are read.
const undefinedFlag = 4;

function place(tree: Tree, path: readonly string[], text: string): void {
	const [name = "", ...rest] = path;
	if (rest.length === 0) {
		tree[name] = text.replace("$NAME", `readonly ${name}`);
		return;
	}
	const below = tree[name] ?? {};
	if (typeof below === "string") throw new Error(`${name} is both a call and has calls`);
	tree[name] = below;
	place(below, rest, text);
}

function branch(tree: Tree): string {
	const lines = Object.entries(tree).map(([name, held]) => (typeof held === "string" ? held : `readonly ${name}: ${branch(held)};`));
	return `{\n${lines.map((line) => `\t${line.replaceAll("\n", "\n\t")}`).join("\n")}\n}`;
}
