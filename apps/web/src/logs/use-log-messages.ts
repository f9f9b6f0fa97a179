"use client";
import type { LogMessage } from "@berth/core";
import { useCallback, useState } from "react";
import type { Problem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { type StreamHandlers, useStream } from "@/data/use-stream.ts";

export interface FollowedLog {
	readonly state: "opening" | "open" | "ended";
	readonly problem: Problem | null;
}

interface LogMessagesOptions {
	readonly leaseId: string;
	/** How far back it begins, in lines. */
	readonly tail: number;
	/** Not more often than this are messages handed over. */
	readonly everyMs: number;
	readonly onMessages: (messages: readonly LogMessage[]) => void;
}

/** Follows the merged log of a lease from its last lines on. */
export function useLogMessages({ leaseId, tail, everyMs, onMessages }: LogMessagesOptions): FollowedLog {
	const client = useTRPCClient();
	const [state, setState] = useState<FollowedLog["state"]>("opening");
	const [problem, setProblem] = useState<Problem | null>(null);
	const open = useCallback(
		(handlers: StreamHandlers<{ readonly data: { readonly messages: readonly LogMessage[] } }>) =>
			client.lease.logs.subscribe(
				{ leaseId, tail, follow: true },
				{
					...handlers,
					onStarted: () => {
						setState("open");
						handlers.onStarted?.();
					},
				},
			),
		[client, leaseId, tail],
	);
	useStream({
		open,
		everyMs,
		onMessages: (groups) => onMessages(groups.flatMap(({ data }) => data.messages)),
		onProblem: (met) => {
			setProblem(met);
			setState("ended");
		},
		onEnd: () => setState("ended"),
	});
	return { state, problem };
}
