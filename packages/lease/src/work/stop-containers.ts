import type { ContainerObservation } from "@berth/engine";
import { stopGraceMs } from "./container-spec.ts";
import { blame } from "./failure.ts";
import { isDead } from "./instance-rows.ts";
import { subjectOf } from "./steps/clean-generations.ts";
import type { Work } from "./work.ts";

/** Stops those of the lease's containers that `goes` names and that run, each within its own grace. They are kept, with their logs. */
export async function stopWhere(
	{ engine, lease, manifest }: Pick<Work, "engine" | "lease" | "manifest">,
	goes: (observed: ContainerObservation) => boolean,
	signal: AbortSignal,
): Promise<void> {
	const observed = await blame("stop", null, () => engine.containers.list({ leaseId: lease.id }, { signal }));
	await Promise.all(
		observed
			.filter((one) => goes(one) && !isDead(one) && one.phase !== "created")
			.map((one) =>
				blame("stop", subjectOf(one), () =>
					engine.containers.stop(one.id, { graceMs: stopGraceMs(manifest.services[one.service ?? ""]) }, { signal }),
				),
			),
	);
}
