import type { Fence, Stores } from "@berth/db";

export interface AnnounceTools {
	readonly stores: { readonly retentions: Pick<Stores["retentions"], "announceEnds"> };
	readonly fence: Fence;
	readonly timings: { readonly retentionNoticeMs: number };
}

/** Records in one statement. More: its locks last longer. Fewer: more statements after a mass close. */
const BATCH = 200;

/** Tells webhooks of retained data that goes soon, each end once. Errors  CLAIM_LOST, DATABASE_UNAVAILABLE. */
export async function announceEnds({ stores, fence, timings }: AnnounceTools, signal: AbortSignal): Promise<void> {
	while (!signal.aborted) if ((await stores.retentions.announceEnds(fence, timings.retentionNoticeMs, BATCH)) < BATCH) return;
}
