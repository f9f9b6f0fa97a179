"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { applyLeaseMessage, type LeaseFeed } from "./apply-event.ts";
import { type Problem, toProblem } from "./problem.ts";
import { useTRPC, useTRPCClient } from "./trpc.ts";
import { type StreamHandlers, useStream } from "./use-stream.ts";

export interface LeaseView {
	readonly feed: LeaseFeed | undefined;
	readonly problem: Problem | null;
	retry(): void;
}

/** Events from before the page was opened that it starts with; older ones are asked for where they are wanted. */
const PAST = 60;

interface WatchMessage {
	readonly data: Parameters<typeof applyLeaseMessage>[1];
}

/**
 * One lease, live: read once so that the page is there at once, then followed from a little before that on, for the story of a lease
 * may be long. Should the stream not come up, the page still shows what was read; should that not be read, the stream tells it.
 */
export function useLease(leaseId: string): LeaseView {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const [feed, setFeed] = useState<LeaseFeed>();
	const [problem, setProblem] = useState<Problem | null>(null);
	const read = useQuery(trpc.lease.get.queryOptions({ leaseId }));
	const snapshot = read.data;
	useEffect(() => {
		if (snapshot) setFeed((known) => applyLeaseMessage(known, { kind: known ? "change" : "reset", lease: snapshot, events: [] }));
	}, [snapshot]);
	// Where it begins is settled once: what is read again later does not open another stream.
	const [begin, setBegin] = useState<{ readonly of: string; readonly at: { readonly lastEventId?: string } }>();
	const isSettled = begin?.of === leaseId;
	if (!isSettled && snapshot) setBegin({ of: leaseId, at: { lastEventId: String(Math.max(0, snapshot.eventSeq - PAST)) } });
	else if (!isSettled && read.error) setBegin({ of: leaseId, at: {} });
	const at = isSettled ? begin.at : null;
	const open = useCallback(
		(handlers: StreamHandlers<WatchMessage>) => client.lease.watch.subscribe({ leaseId, ...at }, handlers),
		[client, leaseId, at],
	);
	useStream({
		open: at === null ? null : open,
		onMessages: (messages) =>
			setFeed((known) => messages.reduce<LeaseFeed | undefined>((next, { data }) => applyLeaseMessage(next, data), known)),
		onProblem: setProblem,
	});
	const failed = feed === undefined ? (problem ?? (read.error ? toProblem(read.error) : null)) : null;
	return { feed, problem: failed, retry: () => void read.refetch() };
}
