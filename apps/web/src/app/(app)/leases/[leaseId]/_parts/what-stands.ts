import type { LeaseDetail } from "@berth/core";

/** What is there after a change that was given up or undone: that it failed is half of the news. Null where that is not the question. */
export function whatStands({ state, operation, release }: Pick<LeaseDetail, "state" | "operation" | "release">): string | null {
	if (operation === null || release?.status !== "active") return null;
	if (operation.state !== "rolled_back" && operation.state !== "cancelled") return null;
	const isOther = operation.releaseNumber !== null && operation.releaseNumber !== release.number;
	if (state === "ready") return isOther ? `Release ${release.number} runs on.` : "What ran before runs on.";
	return state === "stopped" && isOther ? `Release ${release.number} is what starts next.` : null;
}
