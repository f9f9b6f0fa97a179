import { AppError } from "@berth/core";
import type { LimitChange } from "@berth/engine";
import { instanceKey } from "../../names.ts";
import { bringUp } from "../bring-up.ts";
import { blame, WorkFailure } from "../failure.ts";
import { isDead, isSamePlace, type PlacedInstance, toInstanceRecord } from "../instance-rows.ts";
import { observeInstances } from "../outcomes.ts";
import { type Definition, partOf } from "../plan-change.ts";
import { listOwn } from "../stop-containers.ts";
import type { Step, Work } from "../work.ts";

/**
 * Gives instances that go on serving the limits of their new size, where they stand. What is to have less memory comes first: it is
 * what may be refused, because more is in use. One that does not run, because its volume could not grow else, is started with them.
 */
export const resizeInstances: Step = {
	name: "resize",
	budgetMs: (timings) => timings.stepMs.verify + timings.stepMs.other,
	isNeeded: ({ layout }) => layout.resizing.length > 0,
	async run(work, signal) {
		const { layout, journal, engine, current } = work;
		const { resizing } = layout;
		const standing = await listOwn(work, signal);
		const down = new Map<string, string>();
		const lessFirst = resizing.toSorted((a, b) => growthOf(work, current, a) - growthOf(work, current, b));
		for (const [done, instance] of lessFirst.entries()) {
			journal.progress("resize", { done, total: resizing.length, unit: "instances" }, instanceKey(instance));
			const before = standing.find((one) => isSamePlace(instance, one));
			if (before === undefined) throw new WorkFailure("InstanceMissing", instance, new AppError("NOT_FOUND"));
			const { id } = before;
			await blame("resize", instance, () => engine.changes.updateLimits(id, limitsOf(work, instance), { signal }));
			const seen = await blame("resize", instance, () => engine.containers.inspect(id, { signal }));
			if (isDead(seen) && !layout.atRest) down.set(instanceKey(instance), id);
		}
		await startAgain(work, down, signal);
		await observeInstances(work, resizing, signal);
	},
};

async function startAgain(work: Work, containers: ReadonlyMap<string, string>, signal: AbortSignal): Promise<void> {
	const { layout, manifest, journal, publicHost } = work;
	const instances = layout.resizing.filter((one) => containers.has(instanceKey(one)));
	if (instances.length === 0) return;
	await bringUp(work, { manifest, instances, containers }, signal, {
		onReady: (instance, seen) => journal.instance(toInstanceRecord(instance, seen, publicHost)),
	});
}

/** The limits that a release gives an instance. */
export function limitsOf(definition: Definition, { service }: Pick<PlacedInstance, "service">): Required<LimitChange> {
	const item = partOf(definition, service)?.item;
	if (item === undefined) throw new AppError("INTERNAL", { cause: new Error(`${service} is not in its release`) });
	return { cpuMillis: item.cpuMillis, memoryBytes: item.memoryBytes, pidsMax: item.pidsMax };
}

const growthOf = (work: Work, current: Definition | null, instance: PlacedInstance): number =>
	limitsOf(work, instance).memoryBytes - (current === null ? 0 : limitsOf(current, instance).memoryBytes);
