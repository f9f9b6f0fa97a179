import type { StopInput } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { askLease } from "./ask-lease.ts";
import type { CommandContext } from "./command-context.ts";

/** Stops a lease's instances and keeps them, its room and its data. */
export const stopLease = (context: CommandContext, caller: Caller, input: StopInput): Promise<Accepted> =>
	askLease(context, caller, input, { verb: "stop", event: "stopRequested", kind: "stop", isSpaced: true });
