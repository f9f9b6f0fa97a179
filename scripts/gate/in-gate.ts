import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { defaultHome, homeAt } from "../lib/paths.ts";
import { createPrerequisites, type Prerequisites } from "./prerequisites.ts";
import { resultsFolder } from "./run-stage.ts";
import { sweepInstallations } from "./sweep.ts";

/** What stages run with. */
export interface Gate {
	readonly prerequisites: Prerequisites;
	readonly env: Readonly<Record<string, string>>;
}

/** Runs stages with all they may count on, then ends what was started for them and removes what their tests left on the host. */
export async function inGate<T>(signal: AbortSignal, run: (gate: Gate) => Promise<T>): Promise<T> {
	await mkdir(resultsFolder, { recursive: true });
	const home = homeAt(join(defaultHome, "test"));
	await mkdir(home.folder, { recursive: true });
	// Tests write here whose things they make on the host; a gate that was killed left it, with its things.
	const installations = join(home.folder, "installations");
	await using opened = new AsyncDisposableStack();
	const prerequisites = opened.use(createPrerequisites(home, signal));
	opened.defer(() => sweepInstallations(installations));
	await sweepInstallations(installations);
	return await run({ prerequisites, env: { BERTH_TEST_INSTALLATIONS: installations } });
}

/** Fires when somebody asks this process to stop. */
export function interrupted(): AbortSignal {
	const interrupt = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
		process.once(signal, () => interrupt.abort(new Error(`stopped by ${signal}`)));
	return interrupt.signal;
}
