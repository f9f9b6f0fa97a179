import Table from "cli-table3";
import colors from "picocolors";

export interface OutputOptions {
	readonly isJson: boolean;
	readonly isQuiet: boolean;
	readonly hasColor: boolean;
}

export interface Rows {
	readonly head: readonly string[];
	readonly rows: readonly (readonly (string | number | null)[])[];
	/** What is said where there are none. */
	readonly none?: string;
}

/** Where a command tells what it found: data on standard output, all that is said beside it on standard error. */
export interface Output extends OutputOptions {
	readonly colors: ReturnType<typeof colors.createColors>;
	/** The same answer for programs, for scripts that want names alone, and for people. */
	show(data: unknown, people: () => Rows | string, quiet?: () => readonly string[]): void;
	/** One of many that come over time: a line each, whatever it is. */
	line(data: unknown, text: () => string): void;
	/** What somebody must do before it goes on: on standard error, in whichever form. */
	ask(data: unknown, text: () => string): void;
	/** For people alone; said nowhere else. */
	note(text: string): void;
}

export function createOutput(options: OutputOptions): Output {
	const { isJson, isQuiet, hasColor } = options;
	const print = (text: string) => void process.stdout.write(`${text}\n`);
	return {
		...options,
		colors: colors.createColors(hasColor),
		show(data, people, quiet = () => []) {
			if (isJson) return print(JSON.stringify(data, null, "\t"));
			if (isQuiet) return quiet().forEach(print);
			const found = people();
			print(typeof found === "string" ? found : toTable(found, hasColor));
		},
		line: (data, text) => print(isJson ? JSON.stringify(data) : text()),
		ask: (data, text) => void process.stderr.write(`${isJson ? JSON.stringify(data) : text()}\n`),
		note(text) {
			if (!isJson && !isQuiet) process.stderr.write(`${text}\n`);
		},
	};
}

const plain = {
	top: "",
	"top-mid": "",
	"top-left": "",
	"top-right": "",
	bottom: "",
	"bottom-mid": "",
	"bottom-left": "",
	"bottom-right": "",
	left: "",
	"left-mid": "",
	mid: "",
	"mid-mid": "",
	right: "",
	"right-mid": "",
	middle: "  ",
};

/** Columns without lines, so that other programs can cut them. */
export function toTable({ head, rows, none = "" }: Rows, hasColor: boolean): string {
	if (rows.length === 0) return none;
	const table = new Table({
		head: head.map((name) => name.toUpperCase()),
		chars: plain,
		style: { head: hasColor ? ["bold"] : [], border: [], "padding-left": 0, "padding-right": 0 },
	});
	table.push(...rows.map((row) => row.map((cell) => (cell === null || cell === "" ? "-" : printable(String(cell))))));
	return table
		.toString()
		.split("\n")
		.map((line) => line.trimEnd())
		.join("\n");
}

/** What a tenant named may not steer the terminal of whoever lists it. */
export const printable = (text: string): string => text.replaceAll(/(?![\t\n])\p{Cc}/gu, "�");
