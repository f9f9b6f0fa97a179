import { AppError } from "@berth/core";
import type { ContainerObservation } from "@berth/engine";
import { instanceKey } from "../../names.ts";
import { blame, WorkFailure } from "../failure.ts";
import { isDead, type PlacedInstance, toInstanceRecord } from "../instance-rows.ts";
import type { Step, Work } from "../work.ts";

/** Makes sure that every port a service publishes answers somewhere, and publishes where. */
export const routeInstances: Step = {
	name: "route",
	budgetMs: (timings) => timings.stepMs.other,
	isNeeded: ({ layout }) => layout.coming.length > 0 && !layout.atRest,
	async run(work, signal) {
		const { layout, journal, publicHost } = work;
		await Promise.all(
			layout.coming.map(async (instance) => {
				const observed = await routed(work, instance, signal);
				journal.instance(toInstanceRecord(instance, observed, publicHost));
			}),
		);
	},
};

/** What `verify` saw, or what is to be seen now when a port had no address yet. */
async function routed(work: Work, instance: PlacedInstance, signal: AbortSignal): Promise<ContainerObservation> {
	const { engine, manifest, ready } = work;
	const wanted = Object.keys(manifest.services[instance.service]?.ports ?? {});
	const isRouted = ({ ports }: ContainerObservation) =>
		wanted.every((spec) => ports.some((port) => `${port.port}/${port.protocol}` === spec));
	const seen = ready.get(instanceKey(instance));
	if (seen === undefined) throw new WorkFailure("InstanceMissing", instance, new AppError("NOT_FOUND"));
	if (isRouted(seen)) return seen;
	const observed = await blame("route", instance, () => engine.containers.inspect(seen.id, { signal }));
	if (isDead(observed))
		throw new WorkFailure(observed.oomKilled ? "OutOfMemory" : "ContainerExited", instance, new AppError("INSTANCE_EXITED"));
	if (!isRouted(observed)) throw new WorkFailure("NetworkFailed", instance, new AppError("ENGINE_FAILED"));
	return observed;
}
