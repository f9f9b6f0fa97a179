/** Everything a terminal would take as an order: CSI sequences (their numbers and their end in two groups), titles, single escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
export const terminalOrders = /\u001b(?:\[([0-9;:]*)([ -/]*[@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

/** What is left after them and may still not be printed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are meant
export const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what plain text does not have
const strange = /[\u0000-\u001f\u007f]/;

/** What a line shows once every carriage return has written over what stood before it. */
export const settleLine = (text: string): string => (text.includes("\r") ? (text.split("\r").findLast((part) => part !== "") ?? "") : text);

/** A log's line as text alone, for searching, copying and measuring. */
export function plainText(text: string): string {
	if (!strange.test(text)) return text;
	return settleLine(text).replace(terminalOrders, "").replaceAll("\t", "    ").replace(unprintable, "");
}
