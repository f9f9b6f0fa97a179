import { AppError, type LeaseId } from "@berth/core";
import type { LeaseRecord, ReleaseRecord } from "@berth/db";
import type { Caller } from "../service.ts";
import type { CommandContext } from "./command-context.ts";

/** A lease and the release that a change of it begins from. */
export interface Present {
	readonly lease: LeaseRecord;
	readonly release: ReleaseRecord;
}

/** A release made afterwards is told by its number, which {@link assertStillPresent} compares. Errors  NOT_FOUND. */
export async function readPresent({ stores }: Pick<CommandContext, "stores">, caller: Caller, leaseId: LeaseId): Promise<Present> {
	const found = await stores.reader.present(leaseId, caller.scope);
	if (found === null) throw new AppError("NOT_FOUND", { data: { leaseId } });
	const { lease, release } = found;
	if (release === null) throw new AppError("INTERNAL", { cause: new Error(`lease ${leaseId} has no release`) });
	return { lease, release };
}

/** The number of the release that serves or, before any did, of the last one asked for. */
export const currentNumber = (lease: Pick<LeaseRecord, "activeRelease" | "releaseSeq">): number => lease.activeRelease ?? lease.releaseSeq;

/** Refuses what was worked out from a release that is not the present one any more. Errors  VERSION_CONFLICT, which asks for another try. */
export function assertStillPresent(lease: LeaseRecord, { release }: Present): void {
	if (currentNumber(lease) !== release.number) throw new AppError("VERSION_CONFLICT");
}

/** Errors  RELEASE_CONFLICT when the release that the caller looked at is not the present one any more. */
export function assertExpected(lease: LeaseRecord, expected: number | undefined): void {
	const current = currentNumber(lease);
	if (expected !== undefined && expected !== current) throw new AppError("RELEASE_CONFLICT", { data: { expected, current } });
}
