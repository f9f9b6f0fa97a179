import { clsx } from "clsx";
import type { ReactNode } from "react";
import { toPieces } from "./ansi.ts";
import { CUT, type LogRow } from "./log-buffer.ts";

interface LineTextProps {
	readonly row: LogRow;
	/** What is shown of it: the line, or the message in it. */
	readonly text: string;
	readonly marks: RegExp | null;
	readonly isCurrent: boolean;
	/** No more than so many characters. */
	readonly max: number;
}

/** The text of a line: its matches marked, or its own colours. Whatever it holds, it is text. */
export function LineText({ row, text, marks, isCurrent, max }: LineTextProps) {
	const { message } = row;
	if (message.kind !== "line") return null;
	if (marks !== null) {
		const marked = markUp(text.slice(0, max), marks, isCurrent);
		if (marked !== null) return marked;
	}
	// A message out of a JSON object has no colours of its own.
	if (text !== row.text) return text.slice(0, max);
	let left = max;
	return (
		<>
			{toPieces(message.text).map(({ at, text: part, colour, bold }) => {
				const shown = part.slice(0, Math.max(0, left));
				left -= shown.length;
				return colour === null && !bold ? (
					shown
				) : (
					<span
						key={at}
						className={bold ? "font-semibold" : undefined}
						style={colour === null ? undefined : { color: `var(--ansi-${colour})` }}
					>
						{shown}
					</span>
				);
			})}
			{message.truncated && left > 0 && <span className="text-ink-faint">{CUT}</span>}
		</>
	);
}

/** A pattern that finds thousands of places in one line marks the first of them. */
const MARKS_MAX = 500;

function markUp(text: string, marks: RegExp, isCurrent: boolean): readonly ReactNode[] | null {
	const parts: ReactNode[] = [];
	let from = 0;
	for (const found of text.matchAll(marks)) {
		if (found[0] === "" || parts.length > MARKS_MAX) continue;
		parts.push(text.slice(from, found.index));
		from = found.index + found[0].length;
		parts.push(
			<mark key={found.index} className={clsx("text-mark-ink", isCurrent ? "bg-mark-now" : "bg-mark")}>
				{found[0]}
			</mark>,
		);
	}
	return parts.length === 0 ? null : [...parts, text.slice(from)];
}
