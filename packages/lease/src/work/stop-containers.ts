import { startOrder } from "@berth/core";
import type { ContainerObservation } from "@berth/engine";
import { graceOf } from "./container-spec.ts";
import { blame, type Subject } from "./failure.ts";
import { isDead } from "./instance-rows.ts";
import type { Work } from "./work.ts";

type Stopping = Pick<Work, "engine" | "lease" | "manifest" | "current">;
type Chooses = (observed: ContainerObservation) => boolean;

/** Stops those of the lease's containers that `goes` names and that run, each within its own grace. They are kept, with their logs. */
export async function stopWhere(work: Stopping, goes: Chooses, signal: AbortSignal): Promise<void> {
	await stopAll(work, (await listOwn(work, signal)).filter(goes), signal);
}

/** The same, but what depends on others is stopped before them: a program may still need its database to come to its end. */
export async function stopInOrder(work: Stopping, goes: Chooses, signal: AbortSignal): Promise<void> {
	await stopByDepth(work, (await listOwn(work, signal)).filter(goes), signal);
}

async function stopByDepth(work: Stopping, going: readonly ContainerObservation[], signal: AbortSignal): Promise<void> {
	const layers = startOrder((work.current ?? work).manifest.services);
	const depthOf = ({ service }: ContainerObservation) => layers.findIndex((layer) => service !== null && layer.includes(service));
	const byDepth = Map.groupBy(going, depthOf);
	// What the release does not know stands below all and goes last.
	for (const depth of [...byDepth.keys()].sort((a, b) => b - a)) await stopAll(work, byDepth.get(depth) ?? [], signal);
}

/**
 * Asks what is to go to end, then removes it. Where nothing is to go, that is one look.
 * `known`  ids of containers that stay whatever `goes` says, and so are not even looked at.
 */
export async function retireWhere(work: Stopping, goes: Chooses, signal: AbortSignal, known: readonly string[] = []): Promise<void> {
	const going = (await listOwn(work, signal, known)).filter(goes);
	if (going.length === 0) return;
	await stopByDepth(work, going, signal);
	await removeWhere(work, goes, signal);
}

/** Removes the lease's containers that `goes` names. */
export async function removeWhere(work: Pick<Work, "engine" | "lease">, goes: Chooses, signal: AbortSignal): Promise<void> {
	const observed = await listOwn(work, signal);
	await Promise.all(
		observed.filter(goes).map((one) => blame("remove", subjectOf(one), () => work.engine.containers.remove(one.id, { signal }))),
	);
}

/** Every container with the lease's label, whatever any row says. `besides`  ids that are not looked for. */
export const listOwn = (
	{ engine, lease }: Pick<Work, "engine" | "lease">,
	signal: AbortSignal,
	besides: readonly string[] = [],
): Promise<ContainerObservation[]> =>
	blame(null, null, () => engine.containers.list({ leaseId: lease.id, ...(besides.length > 0 && { besides }) }, { signal }));

export const subjectOf = (observed: ContainerObservation): Subject | null =>
	observed.service === null ? null : { service: observed.service, index: observed.index ?? 0 };

async function stopAll(
	{ engine, manifest, current }: Stopping,
	going: readonly ContainerObservation[],
	signal: AbortSignal,
): Promise<void> {
	const manifests = current === null ? [manifest] : [manifest, current.manifest];
	await Promise.all(
		going
			.filter((one) => !isDead(one) && one.phase !== "created")
			.map((one) =>
				blame("stop", subjectOf(one), () => engine.containers.stop(one.id, { graceMs: graceOf(manifests, one.service) }, { signal })),
			),
	);
}
