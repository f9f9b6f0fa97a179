import { isAppError } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { ContainerObservation, Engine } from "@berth/engine";
import { instanceKey } from "../names.ts";
import type { Log } from "../observe.ts";
import { DEFAULT_GRACE_MS } from "../timings.ts";

/**
 * Gives containers that serve a lease the limits it holds: those of a change that could not be undone, since the engine was away, have others.
 * One that uses more memory than that is stopped, since it cannot keep what its lease does not hold.
 *
 * Returns  whether all of them go on.
 */
export async function limitAsLeased(
	{ engine, log }: { readonly engine: Pick<Engine, "containers" | "changes">; readonly log: Log },
	{ id: leaseId, items, serving }: Pick<LeaseRecord, "id" | "items" | "serving">,
	observed: readonly ContainerObservation[],
	signal: AbortSignal,
): Promise<boolean> {
	let allGoOn = true;
	for (const { id, name, service, index, generation } of observed) {
		if (service === null || index === null || generation !== serving?.[instanceKey({ service, index })]) continue;
		const item = items.find((one) => one.service === service);
		if (item === undefined) continue;
		const { cpuMillis, memoryBytes, pidsMax } = item;
		try {
			const { changed } = await engine.changes.updateLimits(id, { cpuMillis, memoryBytes, pidsMax }, { signal });
			if (changed) log.info({ leaseId, container: name }, "gave a container the limits that its lease holds");
		} catch (err) {
			if (!isAppError(err, "BAD_INPUT") || err.data.why !== "memory-in-use") throw err;
			log.warn({ leaseId, container: name }, "stopping a container that uses more memory than its lease holds");
			await engine.containers.stop(id, { graceMs: DEFAULT_GRACE_MS }, { signal });
			allGoOn = false;
		}
	}
	return allGoOn;
}
