import { type LogLine, type LogScanMessage, type LogScanProgress, logQuery, SECOND } from "@berth/core";
import { inBatches } from "../../trpc/batch.ts";
import { leaseId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";
import { streamed } from "../../trpc/stream.ts";

const input = logQuery.extend({ leaseId });

/** As much as a person reads of one search, and as long as they wait; what is more is in an export. */
const limits = { matches: 500, bytes: 64 * 1024 * 1024, ms: 30 * SECOND };

const batching = { windowMs: 50, itemsMax: 500 };

/**
 * Searches what is kept of a lease's log, oldest first. Each message carries what was found since the one before and how far the reading
 * has come; the last one says why it ended. Unsubscribing cancels it.
 */
export const searchLogs = leaseProcedure("read")
	.input(input)
	.subscription(async function* (call) {
		const { leaseId, ...query } = call.input;
		const { services, caller } = call.ctx;
		const open = (until: AbortSignal) => inBatches(services.leases.scanLogs(caller, leaseId, query, limits, until), batching);
		for await (const messages of streamed(call, open)) yield toReport(messages);
	});

function toReport(messages: readonly LogScanMessage[]) {
	const lines: LogLine[] = [];
	let progress: LogScanProgress | null = null;
	let ended: Extract<LogScanMessage, { kind: "end" }>["why"] | null = null;
	for (const message of messages) {
		if (message.kind === "line") lines.push(message);
		else {
			const { lines: read, bytes, matches, at } = message;
			progress = { lines: read, bytes, matches, at };
			if (message.kind === "end") ended = message.why;
		}
	}
	return { lines, progress, ended, limits };
}
