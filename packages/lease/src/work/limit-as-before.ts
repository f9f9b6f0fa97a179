import { isAppError } from "@berth/core";
import { graceOf } from "./container-spec.ts";
import { blame } from "./failure.ts";
import { isDead, isSamePlace, type PlacedInstance } from "./instance-rows.ts";
import type { Definition } from "./plan-change.ts";
import { limitsOf } from "./steps/resize-instances.ts";
import { listOwn } from "./stop-containers.ts";
import type { Work } from "./work.ts";

/**
 * Gives what was resized where it stands its former limits. One that uses more memory by now than it had is stopped for it: it cannot
 * keep what its lease does not hold.
 *
 * Returns those that do not run and have to be brought up again.
 */
export async function limitAsBefore(work: Work, former: Definition, signal: AbortSignal): Promise<PlacedInstance[]> {
	const { engine, layout, manifest } = work;
	const standing = await listOwn(work, signal);
	const down: PlacedInstance[] = [];
	for (const instance of layout.resizing) {
		const found = standing.find((one) => isSamePlace(instance, one));
		const limit = (id: string) => engine.changes.updateLimits(id, limitsOf(former, instance), { signal });
		if (found === undefined || isDead(found)) down.push(instance);
		if (found === undefined) continue;
		await blame("resize", instance, async () => {
			try {
				await limit(found.id);
			} catch (err) {
				if (!isAppError(err, "BAD_INPUT") || err.data.why !== "memory-in-use") throw err;
				await engine.containers.stop(found.id, { graceMs: graceOf([manifest, former.manifest], instance.service) }, { signal });
				await limit(found.id);
				down.push(instance);
			}
		});
	}
	return down;
}
