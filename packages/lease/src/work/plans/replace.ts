import { instanceKey } from "../../names.ts";
import { GRACE_MAX_MS } from "../../timings.ts";
import { bestEffort } from "../best-effort.ts";
import { bringUp } from "../bring-up.ts";
import { isUnreachable, type WorkFailure } from "../failure.ts";
import { diagnose } from "../gather-diagnostics.ts";
import { giveUp, stopAllBut } from "../give-up.ts";
import { isInit, isSamePlace, type PlacedInstance, toInstanceRecord } from "../instance-rows.ts";
import { limitAsBefore } from "../limit-as-before.ts";
import { failedOutcome, rowsOf, servedOutcome, undoneOutcome } from "../outcomes.ts";
import type { Definition } from "../plan-change.ts";
import { specsOf } from "../spec-of.ts";
import { makeContainer } from "../steps/create-containers.ts";
import { listOwn, retireWhere } from "../stop-containers.ts";
import { untilAnswered } from "../until-answered.ts";
import type { Outcome, Plan, Work } from "../work.ts";
import { serveSteps } from "./steps.ts";

/**
 * New instances take the place of what serves: all of them under the same release (a restart), or those that a change of release
 * touches (an update). When they do not come up, they are removed and whatever was stopped for them is brought back. What was given
 * another size where it stands gets its former one.
 *
 * Of a stopped lease the new ones are made and not started, and the old ones are taken away all the same.
 */
export const replacePlan: Plan = {
	steps: serveSteps,
	succeed: (work) => servedOutcome(work, work.layout.atRest ? "changedAtRest" : "replaceSucceeded"),
	failBudgetMs: (timings) => timings.stepMs.verify + timings.stepMs.other + GRACE_MAX_MS,
	async fail(work, failure, signal) {
		const { layout, current } = work;
		if (layout.atRest) return undoAtRest(work, failure, signal);
		const before = [...layout.going, ...layout.staying];
		if (current === null || before.length === 0) {
			const learned = await giveUp(work, [...layout.inits, ...layout.coming], failure, signal);
			return failedOutcome(work, "replaceFailed", failure, learned, signal);
		}
		const diagnostics = await diagnose(work, failure, signal);
		const back = await tryRollBack(work, current, signal);
		if (back === "serves")
			return undoneOutcome(work, "replaceRolledBack", failure, { diagnostics, instances: rowsOf(work, stays(work)) }, signal);
		if (back === "broken") await stopAllBut(work, before, signal);
		const failed = await failedOutcome(work, "replaceFailed", failure, { diagnostics, instances: rowsOf(work, before) }, signal);
		// What nobody could look at may serve all the while: it goes on being looked at, and makes the lease ready when it does.
		return back === "unknown" ? { ...failed, set: { ...failed.set, serving: work.lease.serving } } : failed;
	},
};

/** Whether the old instances serve again, do not come up, or cannot be asked. */
async function tryRollBack(work: Work, current: Definition, signal: AbortSignal): Promise<"serves" | "broken" | "unknown"> {
	const { clock, timings } = work;
	let isKnown = true;
	const attempt = () => untilAnswered(clock, signal, () => rollBack(work, current, signal), { ms: timings.stepMs.other });
	const isBack = await bestEffort(work, "bring the old instances back", signal, () =>
		attempt().catch((err: unknown) => {
			isKnown = !signal.aborted && !isUnreachable(err);
			throw err;
		}),
	);
	return isBack ? "serves" : isKnown ? "broken" : "unknown";
}

/** Nothing of a stopped lease ran before, so that nothing has to be brought back: what was made new goes. */
async function undoAtRest(work: Work, failure: WorkFailure, signal: AbortSignal): Promise<Outcome> {
	const diagnostics = await diagnose(work, failure, signal);
	await bestEffort(work, "remove the new instances", signal, () => removeNew(work, signal));
	const { current } = work;
	if (current !== null)
		await bestEffort(work, "give the former limits back", signal, async () => void (await limitAsBefore(work, current, signal)));
	return undoneOutcome(work, "changedAtRest", failure, { diagnostics, instances: rowsOf(work, stays(work)) }, signal);
}

/** What serves, or did until the lease was stopped, and the inits that were run for it. */
const stays = ({ layout, instances, manifest, current }: Work): PlacedInstance[] => [
	...layout.going,
	...layout.staying,
	...instances.filter(
		(row) => isInit((current ?? { manifest }).manifest, row.service) && !layout.inits.some((one) => isSamePlace(one, row)),
	),
];

const removeNew = (work: Work, signal: AbortSignal): Promise<void> =>
	retireWhere(work, (observed) => [...work.layout.inits, ...work.layout.coming].some((one) => isSamePlace(one, observed)), signal);

/**
 * Removes the new instances and starts the old ones again. One that is not there any more is made as it was: its data is in its volume.
 *
 * Errors  when any of them does not come up.
 */
async function rollBack(work: Work, current: Definition, signal: AbortSignal): Promise<void> {
	const { layout, journal, publicHost } = work;
	await removeNew(work, signal);
	const containers = new Map<string, string>();
	const rising = [...layout.going, ...(await limitAsBefore(work, current, signal))];
	const observed = await listOwn(work, signal);
	const lost: PlacedInstance[] = [];
	for (const instance of rising) {
		const standing = observed.find((one) => isSamePlace(instance, one));
		if (standing) containers.set(instanceKey(instance), standing.id);
		else lost.push(instance);
	}
	for (const spec of await specsOf(work, current, lost, signal)) containers.set(instanceKey(spec), await makeContainer(work, spec, signal));
	await bringUp(work, { manifest: current.manifest, instances: rising, containers }, signal, {
		onReady: (instance, seen) => journal.instance(toInstanceRecord(instance, seen, publicHost)),
	});
}
