import type { Call } from "../call.ts";
import { type OwnTraces, ownContainerIds } from "./own-ids.ts";
import { nativePlacement, type OwnMount, type Placement, placementIn } from "./placement.ts";

export interface OwnContainer {
	readonly id: string;
	readonly running: boolean;
	readonly hostname: string;
	readonly mounts: readonly OwnMount[];
}

export interface SelfSource {
	traces(): Promise<OwnTraces>;
	/** Null when the daemon does not know it. An answer that could not be had is an error. */
	container(id: string, call: Call): Promise<OwnContainer | null>;
}

/**
 * Whether we run in a container of this daemon, and where a directory of ours then lies for it.
 *
 * `directory`  absolute and without symbolic links.
 * Errors  those of the daemon: what it did not say is never taken for "not in a container".
 */
export async function detectSelf(source: SelfSource, directory: string, call: Call): Promise<Placement> {
	const traces = await source.traces();
	const ignored: string[] = [];
	for (const id of ownContainerIds(traces)) {
		const found = await source.container(id, call);
		// A host's name may look like an id; a container that does not run cannot be the one that asks.
		if (found?.running && (id.length === 64 || found.hostname === traces.hostname)) return placementIn(found, directory, ignored);
		ignored.push(id);
	}
	return nativePlacement(ignored);
}
