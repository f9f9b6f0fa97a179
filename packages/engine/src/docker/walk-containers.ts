import type { ContainerGroup } from "../engine.ts";
import { isOurs, label } from "../labels.ts";
import { inWholeLeases } from "../whole-leases.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectContainer } from "./inspect.ts";
import { mapBounded } from "./map-bounded.ts";
import { toContainerObservation } from "./to-observation.ts";
import { labelledSummaries } from "./wire.ts";

/** Containers looked at before they are shown. More: more of them are held at a time. Fewer: more often whoever sees them asks its rows. */
const BATCH = 50;

/** Lists all of ours by one call, then inspects them batch by batch; of the whole list only ids are held. */
export async function walkContainers(context: Context, see: Parameters<ContainerGroup["walk"]>[0], signal: AbortSignal): Promise<void> {
	const { daemon, limits, installation } = context;
	const op = "containers.walk";
	const query = { all: true, filters: JSON.stringify({ label: [`${label.installation}=${installation}`] }) };
	const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query, signal });
	const owned = parse(labelledSummaries, answer.body, op).map(({ Id, Labels }) => ({ id: Id, leaseId: Labels?.[label.lease] ?? null }));
	for (const batch of inWholeLeases(owned, ({ leaseId }) => leaseId, BATCH)) {
		const found = await mapBounded(batch, limits.inspectsAtOnce, ({ id }) => inspectContainer(daemon, id, signal));
		// Whose each is is read again from its own labels: a filter is a question and no proof.
		await see(found.flatMap((seen) => (seen && isOurs(seen.Config.Labels, installation) ? [toContainerObservation(seen)] : [])));
		signal.throwIfAborted();
	}
}
