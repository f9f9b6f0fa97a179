import { AppError } from "@berth/core";
import type { ContainerGroup, Selector } from "../engine.ts";
import type { ExecGroup } from "../exec-group.ts";
import type { KeyedLock } from "../keyed-lock.ts";
import { isOurs, label, readLabels } from "../labels.ts";
import { assertSafeName } from "../safe-names.ts";
import { createPrepareStorage } from "./container-storage.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { createDrift } from "./drift.ts";
import { createEnsure } from "./ensure-container.ts";
import type { EventHub } from "./event-hub.ts";
import { createImageCopies } from "./image-copies.ts";
import type { ImageMemory } from "./image-memory.ts";
import { inspectContainer } from "./inspect.ts";
import { mapBounded } from "./map-bounded.ts";
import { removeContainer } from "./remove-container.ts";
import type { LimitParts } from "./set-limits.ts";
import { type StartParts, startContainer } from "./start-container.ts";
import { goneObservation, toContainerObservation } from "./to-observation.ts";
import { waitReady } from "./wait-ready.ts";
import { createWalk } from "./walk-containers.ts";
import { type ContainerInspect, containerSummaries } from "./wire.ts";

export interface ContainerParts extends StartParts {
	readonly hub: EventHub;
	readonly locks: KeyedLock;
	readonly limitParts: LimitParts;
	readonly imageMemory: ImageMemory;
	readonly exec: ExecGroup["run"];
}

export function createContainers(context: Context, { hub, locks, limitParts, imageMemory, exec, ...host }: ContainerParts): ContainerGroup {
	const { daemon, limits, installation } = context;
	const copies = createImageCopies(context, host.volumes);
	const prepare = createPrepareStorage(context, host.volumes, copies);
	const ensure = createEnsure(context, locks, { limitParts, imageMemory, prepare, copies });
	return {
		ensure: (spec, { signal }) => ensure(spec, signal),
		start: (id, { signal }) => startContainer(context, host, assertSafeName(id), signal),
		async stop(id, { graceMs }, { signal }) {
			const graceSeconds = Math.max(0, Math.ceil(graceMs / 1_000));
			const { status } = await daemon.call({
				op: "containers.stop",
				method: "POST",
				path: `/containers/${assertSafeName(id)}/stop`,
				query: { t: graceSeconds },
				signal,
				ms: graceSeconds * 1_000 + limits.stopExtraMs,
				also: [304, 404],
			});
			return { changed: status < 300 };
		},
		remove: (id, { signal }) => removeContainer(daemon, id, { installation, ms: limits.removeMs, signal }),
		async inspect(id, { signal }) {
			const found = await inspectContainer(daemon, id, signal);
			return found ? toContainerObservation(found) : goneObservation(id);
		},
		async list(selector, { signal }) {
			const ids = await listIds(context, selector, signal);
			const found = await mapBounded(ids, limits.inspectsAtOnce, (id) => inspectContainer(daemon, id, signal));
			// Whether each is what was asked for is read again from its own labels: a filter is a question and no proof.
			return found.flatMap((seen) => (seen && isSelected(seen, selector, installation) ? [toContainerObservation(seen)] : []));
		},
		walk: createWalk(context),
		drift: createDrift(context, limitParts.hostLimits),
		waitReady: (id, options, { signal }) => waitReady(context, { hub, exec }, assertSafeName(id), options, signal),
	};
}

function isSelected(seen: ContainerInspect, { leaseId, tenantId }: Selector, installation: string): boolean {
	const found = readLabels(seen.Config.Labels);
	return (
		isOurs(seen.Config.Labels, installation) &&
		(leaseId === undefined || found.leaseId === leaseId) &&
		(tenantId === undefined || found.tenantId === tenantId)
	);
}

/** The ids of ours that the selector names, in one call. Errors  BAD_INPUT when it names nothing. */
async function listIds({ daemon, installation }: Context, selector: Selector, signal: AbortSignal): Promise<string[]> {
	const { leaseId, tenantId, managed, besides = [] } = selector;
	if (leaseId === undefined && tenantId === undefined && managed === undefined) {
		throw new AppError("BAD_INPUT", { message: "A selector names a lease, a tenant or all that is ours." });
	}
	const wanted = [
		`${label.installation}=${installation}`,
		...(leaseId === undefined ? [] : [`${label.lease}=${leaseId}`]),
		...(tenantId === undefined ? [] : [`${label.tenant}=${tenantId}`]),
	];
	const op = "containers.list";
	const query = { all: true, filters: JSON.stringify({ label: wanted }) };
	const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query, signal });
	const ids = parse(containerSummaries, answer.body, op).map(({ Id }) => Id);
	return ids.filter((id) => !besides.includes(id));
}
