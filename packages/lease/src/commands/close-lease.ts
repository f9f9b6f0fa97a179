import type { CloseInput } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { askLease } from "./ask-lease.ts";
import type { CommandContext } from "./command-context.ts";

/**
 * Ends a lease from any state. What runs is superseded; what closes already is joined, and then what was said first of its data
 * stands.
 */
export async function closeLease(context: CommandContext, caller: Caller, input: CloseInput): Promise<Accepted> {
	const closeData = input.data ?? context.policy.retention.closeData;
	return askLease(context, caller, input, {
		verb: "close",
		asked: { data: input.data },
		event: "closeRequested",
		kind: "close",
		isSpaced: false,
		prepare: async () => () => ({ set: { closeData } }),
	});
}
