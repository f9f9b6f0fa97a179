/** The parts of a tree of JSX that hold what people read. */
export interface TextNode {
	readonly type: string;
	readonly value?: unknown;
	readonly name?: { readonly type: string; readonly name?: unknown };
	readonly expression?: TextNode;
	readonly quasis?: readonly { readonly value: { readonly cooked?: string | null } }[];
	readonly consequent?: TextNode;
	readonly alternate?: TextNode;
	readonly left?: TextNode;
	readonly right?: TextNode;
}

/** Attributes whose value is read by somebody; others name things to the program. */
const read = new Set([
	"action",
	"alt",
	"aria-description",
	"aria-label",
	"aria-roledescription",
	"aria-valuetext",
	"aside",
	"data-hint",
	"description",
	"effect",
	"error",
	"heading",
	"hint",
	"label",
	"note",
	"placeholder",
	"refusal",
	"said",
	"summary",
	"title",
	"what",
]);

/** Two letters together: a sign, a unit's letter or a key is no word. */
const isWord = (text: unknown): boolean => typeof text === "string" && /\p{L}{2}/u.test(text);

/** Whether an attribute is written out in place and is read by people. */
export function isWrittenAttribute({ name, value }: TextNode): boolean {
	const isRead = name?.type === "JSXIdentifier" && typeof name.name === "string" && read.has(name.name);
	return isRead && typeof value === "object" && value !== null && saysWords(value as TextNode);
}

/** Whether words stand in what is drawn between two tags, or in a choice or a template there. */
export function saysWords(node: TextNode | undefined): boolean {
	switch (node?.type) {
		case "JSXText":
		case "Literal":
			return isWord(node.value);
		case "TemplateLiteral":
			return node.quasis?.some((part) => isWord(part.value.cooked)) ?? false;
		case "JSXExpressionContainer":
			return saysWords(node.expression);
		case "ConditionalExpression":
			return saysWords(node.consequent) || saysWords(node.alternate);
		case "LogicalExpression":
			return saysWords(node.right);
		default:
			return false;
	}
}
