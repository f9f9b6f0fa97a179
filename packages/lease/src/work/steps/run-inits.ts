import { AppError } from "@berth/core";
import { instanceKey } from "../../names.ts";
import { blame, type Subject, WorkFailure } from "../failure.ts";
import { isSamePlace, type PlacedInstance, toInstanceRecord } from "../instance-rows.ts";
import { isStray } from "../outcomes.ts";
import { stopWhere } from "../stop-containers.ts";
import type { Step, Work } from "../work.ts";

/**
 * Runs the release's inits to their end, one after the other, before anything else of it is started; what serves goes on serving.
 * One that has ended well already, in an earlier run of this work, is not run again.
 *
 * Errors  WorkFailure `InitFailed` with its exit code.
 */
export const runInits: Step = {
	name: "init",
	budgetMs: (timings) => timings.stepMs.verify + timings.stepMs.other,
	isNeeded: ({ layout }) => layout.inits.length > 0 && !layout.atRest,
	async run(work, signal) {
		const { journal, layout } = work;
		// An init may have a volume: nothing that does not serve may still have it, nor what was its own service before it became an init.
		const isInTheWay = (one: PlacedInstance) => layout.inits.some((init) => instanceKey(init) === instanceKey(one));
		const yielding = layout.going.filter(isInTheWay);
		await stopWhere(work, (observed) => isStray(work, observed) || yielding.some((one) => isSamePlace(one, observed)), signal);
		for (const [done, init] of layout.inits.entries()) {
			journal.progress("init", { done, total: layout.inits.length, unit: "instances" }, `running ${instanceKey(init)}`);
			await runInit(work, init, signal);
		}
	},
};

async function runInit(work: Work, init: PlacedInstance, signal: AbortSignal): Promise<void> {
	const { engine, containers, journal, publicHost, timings } = work;
	const id = containers.get(instanceKey(init));
	if (id === undefined) throw new WorkFailure("InstanceMissing", init, new AppError("NOT_FOUND"));
	const look = () => blame("init", init, () => engine.containers.inspect(id, { signal }));
	const before = await look();
	if (before.phase === "created") await blame("start", init, () => engine.containers.start(id, { signal }));
	if (before.phase !== "exited")
		await blame("init", init, () => engine.exits.waitExit(id, { timeoutMs: timings.stepMs.verify }, { signal }));
	const seen = before.phase === "exited" ? before : await look();
	journal.instance(toInstanceRecord(init, seen, publicHost));
	if (seen.exitCode !== 0) throw notWell(init, seen);
}

const notWell = (init: Subject, { exitCode, oomKilled }: { readonly exitCode: number | null; readonly oomKilled: boolean }): WorkFailure =>
	new WorkFailure("InitFailed", init, new AppError("INSTANCE_EXITED", { data: { exitCode, oomKilled } }));
