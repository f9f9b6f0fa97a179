const isWide = (code: number) =>
	code >= 0x1100 &&
	(code <= 0x115f ||
		(code >= 0x2e80 && code <= 0xa4cf) ||
		(code >= 0xac00 && code <= 0xd7a3) ||
		(code >= 0xf900 && code <= 0xfaff) ||
		(code >= 0xfe30 && code <= 0xfe6f) ||
		(code >= 0xff00 && code <= 0xff60) ||
		code >= 0x1f300);

/** How many columns of a fixed-width font a text takes; wide characters take two. */
export function columnsOf(text: string): number {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of plain ASCII
	if (/^[\u0000-\u007f]*$/.test(text)) return text.length;
	let columns = 0;
	for (const char of text) columns += isWide(char.codePointAt(0) ?? 0) ? 2 : 1;
	return columns;
}
