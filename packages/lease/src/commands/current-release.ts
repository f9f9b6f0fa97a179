import { AppError, type LeaseId } from "@berth/core";
import type { LeaseRecord, ReleaseRecord } from "@berth/db";
import type { Caller } from "../service.ts";
import { type CommandContext, getOwnLease } from "./command-context.ts";

/** A lease and the release that a change of it begins from. */
export interface Present {
	readonly lease: LeaseRecord;
	readonly release: ReleaseRecord;
}

/** The row is read first: a release made between the two reads shows, because its number is not one the row knows. Errors  NOT_FOUND. */
export async function readPresent(context: Pick<CommandContext, "stores">, caller: Caller, id: LeaseId): Promise<Present> {
	const lease = await getOwnLease(context, caller, id);
	const release = (await context.stores.reader.currentReleases([id])).get(id);
	if (release === undefined) throw new AppError("INTERNAL", { cause: new Error(`lease ${id} has no release`) });
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
