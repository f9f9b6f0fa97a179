import type { LeaseFeedMessage } from "@berth/core";
import { resumed } from "./resumed.ts";
import type { HelperTools } from "./tools.ts";

export interface FollowEventsInput {
	readonly leaseId: string;
	/** The `seq` of the last event that was seen; a snapshot comes first when absent. */
	readonly afterSeq?: number;
	readonly signal?: AbortSignal;
}

export async function* followEvents(
	{ calls }: HelperTools,
	{ leaseId, afterSeq, signal }: FollowEventsInput,
): AsyncGenerator<LeaseFeedMessage, void, undefined> {
	const messages = resumed<{ readonly id: string; readonly data: LeaseFeedMessage }>({
		open: (lastId, handlers) =>
			calls.lease.watch.subscribe({ leaseId, ...(lastId === undefined ? {} : { lastEventId: lastId }) }, handlers),
		idOf: ({ id }) => id,
		check: () => calls.lease.get.query({ leaseId }),
		after: afterSeq === undefined ? undefined : String(afterSeq),
		endsOnComplete: false,
		signal,
	});
	for await (const { data } of messages) yield data;
}
