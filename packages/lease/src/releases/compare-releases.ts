import { AppError, type LeaseId, type ReleaseDiffView } from "@berth/core";
import type { Stores } from "@berth/db";
import { getOwnLease } from "../commands/command-context.ts";
import { toReleaseHead } from "../queries/to-view.ts";
import type { Caller } from "../service.ts";
import { diffReleases } from "./diff-releases.ts";

/** What is different in one release of a lease beside another. Errors  NOT_FOUND, also for another tenant's, and for one that was pruned. */
export async function compareReleases(
	stores: Stores,
	caller: Caller,
	leaseId: LeaseId,
	numbers: { readonly from: number; readonly to: number },
): Promise<ReleaseDiffView> {
	await getOwnLease({ stores }, caller, leaseId);
	const find = async (releaseNumber: number) => {
		const release = await stores.reader.release(leaseId, releaseNumber);
		if (release === null) throw new AppError("NOT_FOUND", { data: { leaseId, releaseNumber } });
		return release;
	};
	const [from, to] = await Promise.all([find(numbers.from), find(numbers.to)]);
	return { from: toReleaseHead(from), to: toReleaseHead(to), services: diffReleases(from, to) };
}
