import { columnsOf } from "./columns.ts";
import { parseJsonLine } from "./json-line.ts";
import type { LogRow } from "./log-buffer.ts";

/** How lines are shown, as far as it decides how much room they take. */
export interface Showing {
	/** JSON lines as they were written. */
	readonly isRaw: boolean;
	/** Fields of JSON lines that stand before their message. */
	readonly pinned: readonly string[];
}

export interface ShownLine {
	/** Values of the pinned fields that the line has. */
	readonly pins: readonly string[];
	readonly text: string;
	/** Fields that are folded away; none for a line that is no JSON. */
	readonly folded: number;
	/** How wide all of it is, in characters. */
	readonly columns: number;
}

const known = new WeakMap<LogRow, { readonly showing: Showing; readonly shown: ShownLine }>();

/** What stands in the row of a line: of a JSON object its message, of all else the line. */
export function showLine(row: LogRow, showing: Showing): ShownLine {
	if (!row.isJson || showing.isRaw) return { pins: [], text: row.text, folded: 0, columns: row.columns };
	const held = known.get(row);
	if (held?.showing === showing) return held.shown;
	const shown = foldJson(row, showing);
	known.set(row, { showing, shown });
	return shown;
}

function foldJson(row: LogRow, { pinned }: Showing): ShownLine {
	const json = parseJsonLine(row.text);
	if (json === null) return { pins: [], text: row.text, folded: 0, columns: row.columns };
	const pins = pinned.flatMap((key) => json.fields.filter((field) => field.key === key).map(({ value }) => `${key}=${value}`));
	// Without a message there is nothing to put first: its fields are what it says.
	const text = json.message ?? json.fields.map(({ key, value }) => `${key}=${value}`).join(" ");
	const folded = json.fields.length;
	const columns = columnsOf(text) + pins.reduce((sum, pin) => sum + columnsOf(pin) + 1, 0) + (folded === 0 ? 0 : 6);
	return { pins, text, folded, columns };
}
