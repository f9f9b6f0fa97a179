import { settleLine, terminalOrders, unprintable } from "@berth/core";

export interface AnsiPiece {
	/** Where in the line it begins, with what was dropped still counted. */
	readonly at: number;
	readonly text: string;
	/** A colour of the terminal's eight, as the name of a token. */
	readonly colour: string | null;
	readonly bold: boolean;
}

type Style = Pick<AnsiPiece, "colour" | "bold">;

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** A line as pieces with the colours it asked for; any other order is dropped. */
export function toPieces(text: string): readonly AnsiPiece[] {
	const line = settleLine(text).replaceAll("\t", "    ");
	if (!line.includes("\u001b")) return [{ at: 0, text: line.replace(unprintable, ""), colour: null, bold: false }];
	const pieces: AnsiPiece[] = [];
	let style: Style = { colour: null, bold: false };
	let from = 0;
	const push = (at: number, raw: string) => {
		const clean = raw.replace(unprintable, "");
		if (clean !== "") pieces.push({ at, text: clean, ...style });
	};
	for (const order of line.matchAll(terminalOrders)) {
		push(from, line.slice(from, order.index));
		from = order.index + order[0].length;
		if (order[2] === "m") style = restyle(style, order[1] ?? "");
	}
	push(from, line.slice(from));
	return pieces;
}

function restyle(style: Style, codes: string): Style {
	let next = style;
	const list = codes.split(/[;:]/).map(Number);
	for (let i = 0; i < list.length; i++) {
		const code = list[i] ?? 0;
		if (code === 0) next = { colour: null, bold: false };
		else if (code === 1) next = { ...next, bold: true };
		else if (code === 22) next = { ...next, bold: false };
		else if (code === 39) next = { ...next, colour: null };
		else if (code >= 30 && code <= 37) next = { ...next, colour: names[code - 30] ?? null };
		else if (code >= 90 && code <= 97) next = { ...next, colour: names[code - 90] ?? null };
		else if (code === 38 || code === 48) i += list[i + 1] === 5 ? 2 : 4; // a colour of 256 or of millions: its arguments are no codes
	}
	return next;
}
