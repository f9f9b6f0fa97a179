import type { RestartInput } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { askLease } from "./ask-lease.ts";
import type { CommandContext } from "./command-context.ts";
import { assertStillPresent } from "./current-release.ts";
import { nextGeneration } from "./next-generation.ts";

/** Replaces a lease's instances by new ones of the same release, under the next generation. */
export const restartLease = (context: CommandContext, caller: Caller, input: RestartInput): Promise<Accepted> =>
	askLease(context, caller, input, {
		verb: "restart",
		event: "restartRequested",
		kind: "restart",
		isSpaced: true,
		fromPresent(present) {
			return (lease) => {
				assertStillPresent(lease, present);
				return {
					set: nextGeneration(lease),
					definition: present.release,
					// It may be the first time that the release comes up; one that is active already is made nothing of.
					releaseNumber: lease.activeRelease === null ? present.release.number : null,
				};
			};
		},
	});
