import { instanceKey } from "../../names.ts";
import { bringUp } from "../bring-up.ts";
import { type PlacedInstance, toInstanceRecord } from "../instance-rows.ts";
import type { Step } from "../work.ts";
import { makeWayFor } from "./stop-yielding.ts";

/**
 * Starts everything in the order of its dependencies and waits until all of it is ready. The timeline shows two steps, `start`
 * until the last container is started and `verify` from there, which may be late: a start can wait for another's health.
 */
export const startAndVerify: Step = {
	name: "start",
	// Twice, for two turns.
	budgetMs: (timings) => 2 * timings.stepMs.verify + timings.stepMs.other,
	isNeeded: ({ layout }) => layout.coming.length > 0 && !layout.atRest,
	async run(work, signal) {
		const { journal, manifest, containers, ready, publicHost, clock, timings } = work;
		const { coming: instances, following } = work.layout;
		const turns = following.length > 0 ? 2 : 1;
		const total = instances.length;
		let started = 0;
		/** Empty until everything is started. */
		const verifying: Promise<void>[] = [];
		ready.clear();
		const showReady = (note: string | null) =>
			verifying.length > 0
				? journal.progress("verify", { done: ready.size, total, unit: "instances" }, note)
				: journal.progress("start", { done: started, total, unit: "instances" }, note);
		const makeWay = (instance: PlacedInstance, until: AbortSignal) => makeWayFor(work, instance, until);
		await bringUp(work, { manifest, instances, containers, following, makeWay }, signal, {
			onStarted: () => {
				started += 1;
				showReady(null);
			},
			onAllStarted: () => {
				const begun = journal.begin("verify", new Date(clock.now().getTime() + turns * timings.stepMs.verify));
				// Awaited below; until then its failure must not count as unheard of.
				begun.catch(() => undefined);
				verifying.push(begun);
			},
			onWaiting: (instance, observed) => {
				journal.instance(toInstanceRecord(instance, observed, publicHost));
				showReady(`${observed.health === "none" ? "waiting for" : "waiting for health of"} ${instanceKey(instance)}`);
			},
			onReady: (instance, observed) => {
				ready.set(instanceKey(instance), observed);
				journal.instance(toInstanceRecord(instance, observed, publicHost));
				showReady(null);
			},
		});
		await Promise.all(verifying);
	},
};
