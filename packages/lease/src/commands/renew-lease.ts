import { AppError, isClosing, type LeaseId, type RenewInput } from "@berth/core";
import type { Caller } from "../service.ts";
import { type CommandContext, futureOf } from "./command-context.ts";

/**
 * Moves the end of a lease's term; null is without end. Saying what is so already changes nothing, whatever was expected.
 *
 * Errors  CONFLICT (`data.expiresAt`) when the term does not end any more when `expectedExpiresAt` says.
 */
export async function renewLease({ apply, clock }: CommandContext, caller: Caller, input: RenewInput): Promise<LeaseId> {
	// The transport has checked the spelling; a string that names no lease is NOT_FOUND below.
	const id = input.leaseId as LeaseId;
	const expiresAt = input.expiresAt === null ? null : futureOf(clock, "expiresAt", input.expiresAt);
	await apply.change(id, { scope: caller.scope, fence: null, audit: caller.audit }, (lease) => {
		const { state } = lease;
		if (isClosing(state)) throw new AppError("INVALID_STATE", { message: `The lease is ${state}; its term is over.`, data: { state } });
		if (lease.expiresAt?.getTime() === expiresAt?.getTime()) return { change: null, result: undefined };
		assertSeen(lease.expiresAt, input.expectedExpiresAt);
		return {
			result: undefined,
			change: {
				set: { expiresAt, expiryAnnounced: false },
				events: [{ actor: caller.label, operationId: null, body: { type: "renewed", expiresAt: expiresAt?.toISOString() ?? null } }],
			},
		};
	});
	return id;
}

function assertSeen(at: Date | null, expected: string | null | undefined): void {
	if (expected === undefined || at?.getTime() === (expected === null ? undefined : Date.parse(expected))) return;
	throw new AppError("CONFLICT", {
		message: "Somebody moved the end meanwhile; look at it first.",
		data: { expiresAt: at?.toISOString() ?? null },
	});
}
