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

interface WatchMessage {
	readonly data: Parameters<typeof applyLeaseMessage>[1];
}

/**
 * One lease, live: read once so that the page is there at once, then followed from its first event on. Should the stream
 * not come up, the page still shows what was read.
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
	const open = useCallback(
		(handlers: StreamHandlers<WatchMessage>) => client.lease.watch.subscribe({ leaseId, lastEventId: "0" }, handlers),
		[client, leaseId],
	);
	useStream({
		open,
		onMessages: (messages) =>
			setFeed((known) => messages.reduce<LeaseFeed | undefined>((next, { data }) => applyLeaseMessage(next, data), known)),
		onProblem: setProblem,
	});
	const failed = feed === undefined ? (problem ?? (read.error ? toProblem(read.error) : null)) : null;
	return { feed, problem: failed, retry: () => void read.refetch() };
}
