import { AppError, type ReleaseCause } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import { admitDefinition } from "../builds/admit-definition.ts";
import { wantedPorts } from "../ports/wanted-ports.ts";
import type { Accepted, Caller } from "../service.ts";
import { type Definition, planChange } from "../work/plan-change.ts";
import type { Effect } from "./accept-command.ts";
import { type AskInput, askLease } from "./ask-lease.ts";
import type { CommandContext } from "./command-context.ts";
import { assertExpected, assertStillPresent, type Present } from "./current-release.ts";
import { nextGeneration } from "./next-generation.ts";
import { canonical } from "./request-hash.ts";
import { roomFor } from "./room.ts";

/** What every request for another release has. */
export interface ChangeInput extends AskInput {
	readonly note?: string | undefined;
	readonly expectedRelease?: number | undefined;
}

export interface ReleaseChange {
	readonly verb: string;
	readonly cause: ReleaseCause;
	readonly asked: unknown;
	readonly rollbackOf?: number;
	/** Whether it is no mistake that nothing would change. */
	readonly evenIfSame?: boolean;
	/** The definition it leads to, worked out from the present one. What it throws refuses the request. */
	readonly target: (present: Present) => Definition | Promise<Definition>;
}

/**
 * Makes another release of a lease: the next number, from the present one.
 *
 * Errors  those of `askLease` and of `admitDefinition`; RELEASE_CONFLICT; BAD_INPUT when nothing would change; QUOTA_EXCEEDED,
 *         CAPACITY_EXHAUSTED; CONFLICT for a domain that another lease has.
 */
export async function changeRelease(context: CommandContext, caller: Caller, input: ChangeInput, change: ReleaseChange): Promise<Accepted> {
	const { note, expectedRelease } = input;
	return askLease(context, caller, input, {
		verb: change.verb,
		asked: { note, expectedRelease, ...asObject(change.asked) },
		event: "updateRequested",
		kind: "update",
		isSpaced: true,
		async fromPresent(present) {
			const { definition: target } = await admitDefinition(context, present.lease, await change.target(present));
			return (lease) => {
				assertExpected(lease, expectedRelease);
				assertStillPresent(lease, present);
				if (change.evenIfSame !== true) assertChanges(present.release, target);
				return {
					...newRelease(context, lease, target, { ...change, note, by: caller.label }),
					resizes: isResized(context, lease, present.release, target),
					set: nextGeneration(lease),
				};
			};
		},
	});
}

/**
 * The next release and the room it needs, beside what the lease holds now. Until one has served, the newest is what a lease is to run:
 * its items are the lease's own from now on, and so its domains are, however often it fails.
 */
export function newRelease(
	{ clock }: CommandContext,
	lease: LeaseRecord,
	{ manifest, items }: Definition,
	how: { readonly cause: ReleaseCause; readonly rollbackOf?: number; readonly note: string | undefined; readonly by: string },
): Effect {
	const number = lease.releaseSeq + 1;
	const { cause, rollbackOf = null, note = null, by } = how;
	return {
		...roomFor(clock, items, lease.volumes, lease.holds),
		takeHostPorts: wantedPorts({ manifest, items }),
		releaseNumber: number,
		definition: { manifest, items },
		...(lease.activeRelease === null && { items }),
		newRelease: { number, manifest, items, cause, rollbackOf, note, createdBy: by },
	};
}

/** Whether something that serves goes on with another size. */
function isResized({ policy }: CommandContext, lease: LeaseRecord, present: Definition, target: Definition): boolean {
	if (lease.serving === null) return false;
	return planChange(present, target, { hasIngress: policy.ingressDomain !== null }).some(({ action }) => action === "resize");
}

export const isSame = (one: Definition, other: Definition): boolean =>
	canonical([one.manifest, one.items.toSorted(byService)]) === canonical([other.manifest, other.items.toSorted(byService)]);

const byService = (one: { readonly service: string }, other: { readonly service: string }) => (one.service < other.service ? -1 : 1);

/** Errors  BAD_INPUT: a release that is like the present one is none. */
export function assertChanges(present: Definition, target: Definition): void {
	if (isSame(present, target))
		throw new AppError("BAD_INPUT", { message: "Nothing would change: this is what the present release says.", data: { why: "same" } });
}

const asObject = (asked: unknown): object => (typeof asked === "object" && asked !== null ? asked : { asked });
