import { systemClock } from "@berth/core";
import type { ContainerGroup } from "../engine.ts";
import { isOurs, label } from "../labels.ts";
import type { ContainerObservation } from "../observation.ts";
import { inWholeLeases } from "../whole-leases.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectContainer } from "./inspect.ts";
import { mapBounded } from "./map-bounded.ts";
import { toContainerObservation } from "./to-observation.ts";
import { createWalkMemory, type WalkMemory } from "./walk-memory.ts";
import { type WalkedSummary, walkedSummaries } from "./wire.ts";

/** Containers looked at before they are shown. More: more of them are held at a time. Fewer: more often whoever sees them asks its rows. */
const BATCH = 50;

/**
 * Lists all of ours by one call and shows them batch by batch. A container that runs is inspected when the list says something else of it
 * than it did when it was inspected last; any other one each time.
 *
 * Cost  one call where nothing changes, whatever the number of containers, up to some thousands.
 */
export function createWalk(context: Context): ContainerGroup["walk"] {
	const memory = createWalkMemory(systemClock);
	return (see, { signal }) => walk(context, memory.begin(), see, signal);
}

async function walk(
	context: Context,
	memory: ReturnType<WalkMemory["begin"]>,
	see: Parameters<ContainerGroup["walk"]>[0],
	signal: AbortSignal,
): Promise<void> {
	const { daemon, limits, installation } = context;
	const op = "containers.walk";
	const query = { all: true, filters: JSON.stringify({ label: [`${label.installation}=${installation}`] }) };
	const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query, signal });
	const owned = parse(walkedSummaries, answer.body, op);
	const look = async (listed: WalkedSummary): Promise<ContainerObservation | null> => {
		const known = memory.recall(listed);
		if (known) return known;
		const found = await inspectContainer(daemon, listed.Id, signal);
		// Whose each is is read again from its own labels: a filter is a question and no proof.
		if (!found || !isOurs(found.Config.Labels, installation)) return null;
		const seen = toContainerObservation(found);
		memory.keep(listed, seen);
		return seen;
	};
	for (const batch of inWholeLeases(owned, ({ Labels }) => Labels?.[label.lease] ?? null, BATCH)) {
		await see((await mapBounded(batch, limits.inspectsAtOnce, look)).filter((seen) => seen !== null));
		signal.throwIfAborted();
	}
	memory.end();
}
