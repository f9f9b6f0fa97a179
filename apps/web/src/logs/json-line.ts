/** One field of a line that is a JSON object; a value that is an object or a list is written as JSON. */
export interface JsonField {
	readonly key: string;
	readonly value: string;
}

/** A line that is a JSON object: what it says first, and the rest. */
export interface JsonLine {
	readonly message: string | null;
	/** All but message, level and time, in their order. */
	readonly fields: readonly JsonField[];
}

const messageKeys = ["msg", "message", "event", "text"];
const quietKeys = new Set(["level", "lvl", "severity", "time", "ts", "timestamp", "@timestamp"]);

/** Reads a line as a JSON object; null for every other line. */
export function parseJsonLine(text: string): JsonLine | null {
	if (!looksLikeJson(text)) return null;
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return null;
	}
	if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null;
	const entries = Object.entries(parsed);
	const said = messageKeys.map((key) => entries.find(([name]) => name === key)).find((entry) => typeof entry?.[1] === "string");
	return {
		message: typeof said?.[1] === "string" ? said[1] : null,
		fields: entries
			.filter(([key]) => key !== said?.[0] && !quietKeys.has(key))
			.map(([key, value]) => ({ key, value: typeof value === "string" ? value : JSON.stringify(value) })),
	};
}

/** Cheap, for lines by the thousand. */
export const looksLikeJson = (text: string): boolean => text.startsWith("{") && text.endsWith("}") && text.length > 2;
