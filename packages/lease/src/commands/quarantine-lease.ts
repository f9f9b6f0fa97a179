import type { LeaseId } from "@berth/core";
import { deadlineOf } from "../machine/work-of.ts";
import type { Caller } from "../service.ts";
import type { CommandContext } from "./command-context.ts";

/** Sets or lifts quarantine. While it is set the lease's actor takes no work; when it is lifted the work's time begins anew. */
export async function quarantineLease(context: CommandContext, caller: Caller, id: LeaseId, quarantined: boolean): Promise<void> {
	const { apply, policy } = context;
	await apply.change(id, { scope: caller.scope, fence: null, audit: caller.audit }, (lease) => {
		if ((lease.quarantinedAt !== null) === quarantined) return { change: null, result: undefined };
		return {
			result: undefined,
			change: {
				set: { quarantined, ...(!quarantined && { deadlineInMs: deadlineOf(lease.state, policy.deadlines) }) },
				events: [{ actor: caller.label, operationId: null, body: { type: "quarantined", quarantined } }],
			},
		};
	});
}
