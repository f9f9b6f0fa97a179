import { parseArgs } from "node:util";

export interface Options {
	readonly names: readonly string[];
	readonly quick: boolean;
	readonly json: boolean;
	readonly tolerance: number;
	/** Measure though others keep the machine busy. */
	readonly anyway: boolean;
	/** How long a soak lasts; null leaves it to the bench. */
	readonly minutes: number | null;
}

const MINUTES_MAX = 24 * 60;

/** The command line asks for something that does not exist. */
export class UsageError extends Error {
	override readonly name = "UsageError";
}

export const usage = (
	names: readonly string[],
): string => `./scripts/bench [name…] [--quick] [--json] [--tolerance <times>] [--anyway] [--minutes <n>]

Measures Berth beside what it is compared with, in one run, by turns, and tells each figure as a line of JSON and all of them as a table.
Without a name it runs all: ${names.join(", ")}. docs/performance.md says what each figure is.

  --quick       fewer and shorter rounds
  --json        the lines alone
  --tolerance   fail only when a ratio is worse than so many times its budget (1), or a count
  --anyway      measure though others keep the machine busy
  --minutes     how long a soak lasts, for those that take a time: page

Ends with 0 when every budget holds, with 1 when one is missed or a bench breaks, with 2 when this machine allows no honest number.
BERTH_TEST_DATABASE_URL uses a PostgreSQL of yours, in which databases are made and dropped.`;

const spec = {
	quick: { type: "boolean", default: false },
	json: { type: "boolean", default: false },
	tolerance: { type: "string", default: "1" },
	anyway: { type: "boolean", default: false },
	minutes: { type: "string" },
	help: { type: "boolean", short: "h", default: false },
} as const;

/** Reads the command line; `known` are the benches there are. Errors  UsageError. */
export function readOptions(args: readonly string[], known: readonly string[]): Options | "help" {
	const { values, positionals } = parse(args);
	if (values.help) return "help";
	const unknown = positionals.filter((name) => !known.includes(name));
	if (unknown.length > 0) throw new UsageError(`there is no bench ${unknown.join(", ")}; there are ${known.join(", ")}`);
	const tolerance = Number(values.tolerance);
	if (!(tolerance >= 1 && Number.isFinite(tolerance))) throw new UsageError(`--tolerance must be 1 or more, not ${values.tolerance}`);
	const minutes = values.minutes === undefined ? null : Number(values.minutes);
	if (minutes !== null && !(minutes > 0 && minutes <= MINUTES_MAX))
		throw new UsageError(`--minutes must be more than 0 and at most ${MINUTES_MAX}, not ${values.minutes}`);
	const names = positionals.length === 0 ? known : known.filter((name) => positionals.includes(name));
	return { names, quick: values.quick, json: values.json, tolerance, anyway: values.anyway, minutes };
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({ args: [...args], options: spec, allowPositionals: true, strict: true });
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}
