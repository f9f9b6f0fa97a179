import { splitWords } from "../read/split-words.ts";
import { type KeyRule, textOf, wrongShape } from "../report/read-keys.ts";
import type { Report } from "../report/report.ts";
import { itemsOf, type Spot } from "../report/spot.ts";
import { type Draft, put } from "./draft.ts";

/** The words of a command, written as a list or as one line; null when it was said why there are none. */
function wordsOf(spot: Spot, report: Report): readonly string[] | null {
	if (spot.tree.kind === "list") {
		const words = itemsOf(spot).map(textOf);
		if (words.every((word) => word !== null)) return words;
		wrongShape(spot, report, "a list of words");
		return null;
	}
	const line = textOf(spot);
	if (line === null) {
		wrongShape(spot, report, "a line or a list of words");
		return null;
	}
	const split = splitWords(line);
	if ("words" in split) return split.words;
	report.refused(
		spot,
		`There is no shell between the file and the program, and ${split.why}; write ["sh", "-c", "…"] where the image has a shell.`,
	);
	return null;
}

const tell = (spot: Spot, report: Report, words: readonly string[], field: string) => {
	if (spot.tree.kind === "list") report.kept(spot, "The words as they are.", field);
	else
		report.translated(
			spot,
			"Split into words by its quotes; no shell is involved, here or in Compose.",
			`${field}: ${words.length} ${words.length === 1 ? "word" : "words"}`,
		);
};

export const command: KeyRule<Draft> = {
	verdicts: ["kept", "translated", "refused"],
	about:
		"`args`, the words behind the image's entrypoint. A line is split into words by its quotes. Empty, it would take the image's own words away, which the manifest cannot say.",
	takesEmpty: true,
	read(spot, draft, report) {
		const words = wordsOf(spot, report);
		if (words === null) return;
		if (words.length === 0) {
			report.refused(
				spot,
				"An empty command takes the image's own words away, which a manifest cannot say; write the whole program under entrypoint.",
			);
			return;
		}
		put(draft, "args", [...words], spot);
		tell(spot, report, words, "args");
	},
};

export const entrypoint: KeyRule<Draft> = {
	verdicts: ["kept", "translated", "refused"],
	about: "`command`. Empty, it takes the image's entrypoint away, and the words of `command` are the program.",
	takesEmpty: true,
	read(spot, draft, report) {
		const words = wordsOf(spot, report);
		if (words === null) return;
		const [program] = words;
		if (program !== undefined && program !== "") {
			put(draft, "command", [...words], spot);
			return tell(spot, report, words, "command");
		}
		// `command` was read before: the order of the rules sees to it.
		const { args } = draft.service;
		if (words.length > 0 || args === undefined || args[0] === "") {
			report.refused(spot, "Without an entrypoint the program is the first word of command, and there is none; write the program here.");
			return;
		}
		delete draft.service.args;
		put(draft, "command", args, spot);
		report.translated(spot, "The image's entrypoint is taken away, so the words of command are the program.", "command");
	},
};
