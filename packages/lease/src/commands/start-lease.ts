import type { StartInput } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { askLease } from "./ask-lease.ts";
import type { CommandContext } from "./command-context.ts";
import { assertStillPresent } from "./current-release.ts";

/** Starts what a stop has stopped. */
export const startLease = (context: CommandContext, caller: Caller, input: StartInput): Promise<Accepted> =>
	askLease(context, caller, input, {
		verb: "start",
		event: "startRequested",
		kind: "start",
		isSpaced: true,
		fromPresent(present) {
			return (lease) => {
				assertStillPresent(lease, present);
				return { definition: present.release };
			};
		},
	});
