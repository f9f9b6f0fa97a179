import type { Showing } from "./shown-line.ts";

export const timeFormats = ["local", "utc", "relative", "none"] as const;
export type TimeFormat = (typeof timeFormats)[number];

/** How the lines look; the same object as long as it does not change, so that lines are not drawn again. */
export interface LogLook {
	readonly isWrapped: boolean;
	readonly isNarrow: boolean;
	readonly times: TimeFormat;
	readonly showing: Showing;
	/** What is marked in the lines. */
	readonly marks: RegExp | null;
	readonly services: readonly string[];
}

const TIME_COLUMNS: Readonly<Record<TimeFormat, number>> = { local: 13, utc: 14, relative: 8, none: 0 };
const LABEL_COLUMNS_MAX = 18;

export const timeColumns = ({ isNarrow, times }: LogLook): number => (isNarrow ? 0 : TIME_COLUMNS[times]);

export const labelColumns = ({ services, isNarrow }: LogLook): number =>
	Math.min(isNarrow ? 8 : LABEL_COLUMNS_MAX, Math.max(...services.map((name) => name.length), 3) + 3);

/** How many characters wide the part before the text is. */
export const gutterColumns = (look: LogLook): number => timeColumns(look) + 2 + labelColumns(look);
