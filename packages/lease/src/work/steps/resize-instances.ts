import { AppError } from "@berth/core";
import type { LimitChange } from "@berth/engine";
import { instanceKey } from "../../names.ts";
import { blame, WorkFailure } from "../failure.ts";
import { isDead, isSamePlace, type PlacedInstance, toInstanceRecord } from "../instance-rows.ts";
import { type Definition, partOf } from "../plan-change.ts";
import { listOwn } from "../stop-containers.ts";
import type { Step, Work } from "../work.ts";

/**
 * Gives instances that go on serving the limits of their new size, where they stand. What is to have less memory comes first: it is
 * what may be refused, because more is in use.
 */
export const resizeInstances: Step = {
	name: "resize",
	budgetMs: (timings) => timings.stepMs.other,
	isNeeded: ({ layout }) => layout.resizing.length > 0,
	async run(work, signal) {
		const { layout, journal, engine, publicHost, current } = work;
		const { resizing } = layout;
		const standing = await listOwn(work, signal);
		const lessFirst = resizing.toSorted((a, b) => growthOf(work, current, a) - growthOf(work, current, b));
		for (const [done, instance] of lessFirst.entries()) {
			journal.progress("resize", { done, total: resizing.length, unit: "instances" }, instanceKey(instance));
			const before = standing.find((one) => isSamePlace(instance, one));
			if (before === undefined) throw new WorkFailure("InstanceMissing", instance, new AppError("NOT_FOUND"));
			const { id } = before;
			await blame("resize", instance, () => engine.changes.updateLimits(id, limitsOf(work, instance), { signal }));
			const seen = await blame("resize", instance, () => engine.containers.inspect(id, { signal }));
			journal.instance(toInstanceRecord(instance, seen, publicHost));
			if (isDead(seen) && !layout.atRest) throw ended(instance, seen);
		}
	},
};

/** The limits that a release gives an instance. */
export function limitsOf(definition: Definition, { service }: Pick<PlacedInstance, "service">): Required<LimitChange> {
	const item = partOf(definition, service)?.item;
	if (item === undefined) throw new AppError("INTERNAL", { cause: new Error(`${service} is not in its release`) });
	return { cpuMillis: item.cpuMillis, memoryBytes: item.memoryBytes, pidsMax: item.pidsMax };
}

const growthOf = (work: Work, current: Definition | null, instance: PlacedInstance): number =>
	limitsOf(work, instance).memoryBytes - (current === null ? 0 : limitsOf(current, instance).memoryBytes);

/** Nobody else looks at what goes on serving while work goes on. */
const ended = (instance: PlacedInstance, { oomKilled }: { readonly oomKilled: boolean }): WorkFailure =>
	new WorkFailure(oomKilled ? "OutOfMemory" : "ContainerExited", instance, new AppError("INSTANCE_EXITED", { data: { oomKilled } }));
