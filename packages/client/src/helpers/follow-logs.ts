import type { LogMessage } from "@berth/core";
import { resumed } from "./resumed.ts";
import type { HelperTools } from "./tools.ts";

export interface FollowLogsInput {
	readonly leaseId: string;
	/** All services when absent. */
	readonly services?: readonly string[];
	/** So many lines of what was before; 200 when absent. */
	readonly tail?: number;
	/** Whether to wait for what is still to come; true when absent. */
	readonly follow?: boolean;
	/** The `cursor` of the last message that was seen. */
	readonly after?: string;
	readonly signal?: AbortSignal;
}

export async function* followLogs(
	{ calls }: HelperTools,
	{ signal, after, follow = true, services, ...rest }: FollowLogsInput,
): AsyncGenerator<LogMessage, void, undefined> {
	const input = { ...rest, follow, ...(services === undefined ? {} : { services: [...services] }) };
	const groups = resumed<{ readonly id: string; readonly data: { readonly messages: readonly LogMessage[] } }>({
		open: (lastId, handlers) =>
			calls.lease.logs.subscribe({ ...input, ...(lastId === undefined ? {} : { lastEventId: lastId }) }, handlers),
		idOf: ({ id }) => id,
		check: () => calls.lease.get.query({ leaseId: input.leaseId }),
		after,
		endsOnComplete: !follow,
		signal,
	});
	for await (const { data } of groups) yield* data.messages;
}
