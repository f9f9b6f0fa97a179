const hex = /^[0-9a-fA-F]{32}$/;
const standard = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/**
 * Reads a UUID in any of the forms that its senders' library takes: as usual, with `urn:uuid:` before it, in braces, without dashes.
 *
 * Returns its usual form, as it was written if it was written so; null when it is none.
 */
export function readUuid(text: string): string | null {
	if (standard.test(text)) return text;
	const bare = text.replace(/^urn:uuid:/i, "").replace(/^\{(.*)\}$/, "$1");
	if (standard.test(bare)) return bare.toLowerCase();
	if (!hex.test(text)) return null;
	const small = text.toLowerCase();
	return [small.slice(0, 8), small.slice(8, 12), small.slice(12, 16), small.slice(16, 20), small.slice(20)].join("-");
}
