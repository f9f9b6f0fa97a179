import { asError, builtReference, MINUTE } from "@berth/core";
import type { LeftBuild, Stores } from "@berth/db";
import type { BuildGroup } from "@berth/engine";
import type { Log } from "../observe.ts";

export interface ClearTools {
	readonly stores: Pick<Stores, "builtImages">;
	readonly engine: Pick<BuildGroup, "clear">;
	readonly nodeName: string;
	readonly log: Log;
}

/** At one look. More: a look lasts long. Fewer: what many builds left stays for longer. */
const AT_ONCE = 50;
/** For one. Longer: a daemon that hangs holds up the look. */
const CLEAR_MS = MINUTE;

/**
 * Removes from the node what builds have left that nobody needs: of builds whose process ended, and images that are kept no longer and
 * named by no release. What cannot be removed yet is looked at again.
 */
export async function clearLeft(tools: ClearTools, signal?: AbortSignal): Promise<void> {
	for (const left of await tools.stores.builtImages.takeLeft(tools.nodeName, AT_ONCE)) {
		if (signal?.aborted === true) return;
		await clearOne(tools, left, signal);
	}
}

/** Never throws: the next look tries again. */
export async function clearOne({ stores, engine, log }: ClearTools, left: LeftBuild, signal?: AbortSignal): Promise<void> {
	const bounded = AbortSignal.any([AbortSignal.timeout(CLEAR_MS), ...(signal ? [signal] : [])]);
	try {
		const isGone = await engine.clear({ id: left.id, tag: builtReference(left), made: left.made }, { signal: bounded });
		if (isGone) await stores.builtImages.forget(left.id);
	} catch (err) {
		log.warn({ op: "builds.clear", buildId: left.id, err: asError(err) }, "what a build left could not be removed yet");
	}
}
