import { AppError, systemClock } from "@berth/core";
import { toResult } from "../preflight-result.ts";
import type { VolumeGroup } from "./volume-group.ts";

const refuse = async (): Promise<never> => {
	throw new AppError("UNSUPPORTED", { message: "This node can hold no volumes.", data: { why: "no-volume-root" } });
};

/** For a node without a directory of volumes: nothing is known of any, none can be made, and the preflight says what to do. */
export function createNoVolumes(): VolumeGroup {
	return {
		ensure: refuse,
		setQuota: refuse,
		usage: refuse,
		usages: refuse,
		ensureDirectories: refuse,
		fillDirectory: refuse,
		pruneCopies: refuse,
		holdsData: refuse,
		// There may be some where we do not look: neither "none" nor "gone" is an answer.
		list: refuse,
		exportData: () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) }),
		importData: refuse,
		destroy: refuse,
		reattach: async () => ({ attached: 0, failed: [] }),
		info: async () => ({ rootId: null, driver: null, hasQuota: false }),
		preflight: async () => [
			toResult(
				{ id: "volume_driver", title: "Volumes have a driver that holds limits" },
				{
					severity: "info",
					seen: "no directory of volumes is configured",
					remedy: "Name an empty directory for volumes (VOLUME_ROOT); sizes with a disk cannot be leased on this node until then.",
				},
				{ durationMs: 0, checkedAt: systemClock.now() },
			),
		],
	};
}
