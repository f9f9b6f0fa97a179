/**
 * Writes a value for a json parameter. Postgres refuses NUL and half surrogates in text, and a container may print either:
 * they become the replacement character.
 */
export const toJson = (value: unknown): string =>
	JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? toText(part) : part));

/** The same for a plain text parameter. */
export const toText = (text: string): string => text.replaceAll("\0", "\ufffd").toWellFormed();
