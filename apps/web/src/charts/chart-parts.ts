export interface ChartLine {
	readonly label: string;
	/** A token of the theme: `--series-1`. */
	readonly colour: string;
	/** Drawn as a limit: dashed, with nothing below it. */
	readonly isLimit?: boolean;
}

/** Something that happened at a moment, drawn as a rule across the picture. */
export interface ChartMark {
	readonly at: string;
	readonly text: string;
	readonly tone: "calm" | "bad";
}
