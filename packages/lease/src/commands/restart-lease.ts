import { AppError, type RestartInput } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import { instanceKey } from "../names.ts";
import type { Accepted, Caller } from "../service.ts";
import { askLease } from "./ask-lease.ts";
import { type CommandContext, refuse } from "./command-context.ts";
import { assertStillPresent } from "./current-release.ts";
import { nextGeneration } from "./next-generation.ts";

/**
 * Replaces a lease's instances by new ones of the same release, under the next generation: all of them, or the one that is named
 * while the others go on as they are.
 *
 * Errors  INVALID_STATE for one instance of a lease that is not ready; BAD_INPUT for one that it does not have.
 */
export const restartLease = (context: CommandContext, caller: Caller, input: RestartInput): Promise<Accepted> =>
	askLease(context, caller, input, {
		verb: "restart",
		...(input.instance && { asked: { instance: instanceKey(input.instance) } }),
		event: "restartRequested",
		kind: "restart",
		isSpaced: true,
		fromPresent(present) {
			return (lease) => {
				assertStillPresent(lease, present);
				const one = input.instance && instanceKey(input.instance);
				if (one !== undefined) assertServes(lease, one);
				return {
					...(one !== undefined && { instance: one }),
					set: nextGeneration(lease),
					definition: present.release,
					// It may be the first time that the release comes up; one that is active already is made nothing of.
					releaseNumber: lease.activeRelease === null ? present.release.number : null,
				};
			};
		},
	});

/** Of what does not serve as a whole, nothing is left that one instance could join. */
function assertServes({ state, serving }: LeaseRecord, instance: string): void {
	if (state !== "ready" || serving === null)
		throw new AppError("INVALID_STATE", {
			message: `The lease is ${state}; one of its instances can be restarted alone while it is ready.`,
			data: { state, accepts: ["ready"] },
		});
	if (serving[instance] === undefined) throw refuse("instance", `there is no instance ${instance}`);
}
