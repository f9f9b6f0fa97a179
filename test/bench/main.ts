import { join } from "node:path";
import { interrupted } from "../../scripts/gate/in-gate.ts";
import { defaultHome, homeAt } from "../../scripts/lib/paths.ts";
import { say, sayOn, toLines } from "../../scripts/lib/say.ts";
import type { BenchNeed } from "./bench.ts";
import { benches } from "./benches/index.ts";
import { untilQuiet } from "./busy.ts";
import { openNeeds } from "./needs.ts";
import { type Options, readOptions, UsageError, usage } from "./options.ts";
import { type ExitCode, runBenches } from "./run-benches.ts";

const names = Object.keys(benches);
const print = (line: string) => void process.stdout.write(`${line}\n`);

async function measure({ names: chosen, quick, json, tolerance, anyway, minutes }: Options): Promise<ExitCode> {
	const signal = interrupted();
	await using needs = await openNeeds({ home: homeAt(join(defaultHome, "bench")), signal, say });
	const prepare = async (wanted: readonly BenchNeed[]) => {
		await needs.prepare(wanted);
		if (!anyway) await untilQuiet(signal);
	};
	const loaded = await Promise.all(Object.entries(benches).flatMap(([name, load]) => (chosen.includes(name) ? [load()] : [])));
	return await runBenches(loaded, { quick, minutes, json, tolerance, signal, print, say, prepare });
}

// Standard output is for figures.
sayOn(process.stderr);
try {
	const options = readOptions(process.argv.slice(2), names);
	if (options === "help") print(usage(names));
	else process.exitCode = await measure(options);
} catch (error) {
	for (const line of toLines(error)) say(line);
	process.exitCode = error instanceof UsageError ? 64 : 1;
}
