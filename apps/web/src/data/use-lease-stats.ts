"use client";
import type { RouterOutputs } from "@berth/client";
import { useCallback, useState } from "react";
import type { Problem } from "./problem.ts";
import { useTRPCClient } from "./trpc.ts";
import { type StreamHandlers, useStream } from "./use-stream.ts";

export type StatsMessage = RouterOutputs["lease"]["stats"] extends AsyncIterable<infer Message> ? Message : never;

/** Five minutes at one a second. */
const KEPT = 300;

/** What a lease's instances use, live, with the last minutes of it. */
export function useLeaseStats(leaseId: string): { readonly messages: readonly StatsMessage[]; readonly problem: Problem | null } {
	const client = useTRPCClient();
	const [messages, setMessages] = useState<readonly StatsMessage[]>([]);
	const [problem, setProblem] = useState<Problem | null>(null);
	const open = useCallback(
		(handlers: StreamHandlers<StatsMessage>) => client.lease.stats.subscribe({ leaseId }, handlers),
		[client, leaseId],
	);
	useStream({ open, onMessages: (come) => setMessages((known) => [...known, ...come].slice(-KEPT)), onProblem: setProblem });
	return { messages, problem };
}
