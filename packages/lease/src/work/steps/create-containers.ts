import type { InstanceRecord } from "@berth/db";
import type { ContainerSpec } from "@berth/engine";
import { ingressEndpoints } from "../../ingress/ingress-of.ts";
import { instanceKey } from "../../names.ts";
import { blame } from "../failure.ts";
import { isSamePlace } from "../instance-rows.ts";
import { specsOf } from "../spec-of.ts";
import type { Step, Work } from "../work.ts";

/** Makes the containers of all that comes exist, not started; those of inits too. */
export const createContainers: Step = {
	name: "create",
	budgetMs: (timings) => timings.stepMs.other,
	isNeeded: ({ layout }) => layout.inits.length + layout.coming.length > 0,
	async run(work, signal) {
		const { layout, containers, journal } = work;
		const specs = await specsOf(work, work, [...layout.inits, ...layout.coming], signal);
		await Promise.all(
			specs.map(async (spec) => {
				containers.set(instanceKey(spec), await makeContainer(work, spec, signal));
				journal.progress("create", { done: containers.size, total: specs.length, unit: "instances" }, null);
			}),
		);
	},
};

/** Makes one container exist and shows it, unless it was shown before. Returns its id. */
export async function makeContainer(work: Work, spec: ContainerSpec, signal: AbortSignal): Promise<string> {
	const { id, outcome } = await blame("create", spec, () => work.engine.containers.ensure(spec, { signal }));
	if (outcome !== "kept" || !work.instances.some((row) => isSamePlace(spec, row))) work.journal.instance(created(work, spec, id));
	return id;
}

const created = ({ ingress }: Work, spec: ContainerSpec, containerId: string): InstanceRecord => ({
	service: spec.service,
	index: spec.index,
	generation: spec.generation,
	containerId,
	image: spec.image,
	state: "created",
	health: "none",
	exitCode: null,
	oomKilled: false,
	startedAt: null,
	endpoints: ingressEndpoints(ingress, spec),
});
