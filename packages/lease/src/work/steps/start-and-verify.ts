import { instanceKey } from "../../names.ts";
import { bringUp } from "../bring-up.ts";
import { toInstanceRecord } from "../instance-rows.ts";
import type { Step } from "../work.ts";

/**
 * Starts everything in the order of its dependencies and waits until all of it is ready. The timeline shows two steps, `start`
 * until the last container is started and `verify` from there, which may be late: a start can wait for another's health.
 */
export const startAndVerify: Step = {
	name: "start",
	budgetMs: (timings) => timings.stepMs.verify + timings.stepMs.other,
	isNeeded: ({ layout }) => layout.coming.length > 0 && !layout.atRest,
	async run(work, signal) {
		const { journal, manifest, containers, ready, publicHost, clock, timings } = work;
		const instances = work.layout.coming;
		const total = instances.length;
		let started = 0;
		/** Empty until everything is started. */
		const verifying: Promise<void>[] = [];
		ready.clear();
		const showReady = (note: string | null) =>
			verifying.length > 0
				? journal.progress("verify", { done: ready.size, total, unit: "instances" }, note)
				: journal.progress("start", { done: started, total, unit: "instances" }, note);
		await bringUp(work, { manifest, instances, containers }, signal, {
			onStarted: () => {
				started += 1;
				showReady(null);
			},
			onAllStarted: () => {
				const begun = journal.begin("verify", new Date(clock.now().getTime() + timings.stepMs.verify));
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
