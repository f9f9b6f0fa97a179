import type { ChangePlanView, LeaseId, UpdateInput } from "@berth/core";
import { transition } from "../machine/transition.ts";
import type { Caller } from "../service.ts";
import { planChange } from "../work/plan-change.ts";
import { assertChanges } from "./change-release.ts";
import { checkDefinition } from "./check-definition.ts";
import { type CommandContext, getOwnLease } from "./command-context.ts";
import { assertExpected, readPresent } from "./current-release.ts";
import { roomFor } from "./room.ts";
import { readUpdate } from "./update-lease.ts";

/**
 * What an update would do to each service and what it would take beside what is held, found out without writing anything.
 *
 * Errors  those of an update, but for room and domains: what is free now says nothing of later.
 */
export async function planUpdate(context: CommandContext, caller: Caller, input: UpdateInput): Promise<ChangePlanView> {
	const update = readUpdate(context, input);
	// The transport has checked the spelling; a string that names no lease is NOT_FOUND below.
	const present = await readPresent(context, await getOwnLease(context, caller, input.leaseId as LeaseId));
	const { lease, release } = present;
	const target = await update.target(present);
	checkDefinition(context.policy, target);
	assertExpected(lease, input.expectedRelease);
	const move = transition(lease.state, "updateRequested");
	if (move.kind === "rejected") throw move.error;
	assertChanges(release, target);
	const { holds } = roomFor(context.clock, target.items, lease.volumes, lease.holds);
	return {
		release: lease.releaseSeq + 1,
		services: planChange(lease.serving === null ? null : release, target, { hasIngress: context.policy.ingressDomain !== null }),
		adds: {
			cpuMillis: holds.cpuMillis - (lease.holds?.cpuMillis ?? 0),
			memoryBytes: holds.memoryBytes - (lease.holds?.memoryBytes ?? 0),
			diskBytes: holds.diskBytes - (lease.holds?.diskBytes ?? 0),
		},
	};
}
