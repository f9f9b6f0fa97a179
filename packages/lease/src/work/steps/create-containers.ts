import type { InstanceRecord } from "@berth/db";
import { instanceKey } from "../../names.ts";
import { containerSpec } from "../container-spec.ts";
import { blame } from "../failure.ts";
import { wantedInstances } from "../instance-rows.ts";
import type { Step, Work } from "../work.ts";

/** Makes the containers of the lease's generation exist, not started. */
export const createContainers: Step = {
	name: "create",
	budgetMs: (timings) => timings.stepMs.other,
	async run(work, signal) {
		const { engine, lease, manifest, networks, containers, journal } = work;
		const wanted = wantedInstances(lease);
		await Promise.all(
			wanted.map(async (instance) => {
				const spec = containerSpec(lease, manifest, { ...instance, generation: lease.generation }, networks.name(lease.tenantId));
				const { id, outcome } = await blame("create", instance, () => engine.containers.ensure(spec, { signal }));
				containers.set(instanceKey(instance), id);
				if (outcome !== "kept" || !hasRow(work, instance)) journal.instance(created(spec, id));
				journal.progress("create", { done: containers.size, total: wanted.length, unit: "instances" }, null);
			}),
		);
	},
};

const hasRow = ({ instances, lease }: Work, { service, index }: { readonly service: string; readonly index: number }): boolean =>
	instances.some((row) => row.service === service && row.index === index && row.generation === lease.generation);

const created = (spec: ReturnType<typeof containerSpec>, containerId: string): InstanceRecord => ({
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
	endpoints: [],
});
