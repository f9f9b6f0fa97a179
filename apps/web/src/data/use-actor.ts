"use client";
import type { ActorDetail } from "@berth/core";
import { useCallback, useState } from "react";
import type { Problem } from "./problem.ts";
import { useTRPCClient } from "./trpc.ts";
import { type StreamHandlers, useStream } from "./use-stream.ts";

/** One actor as it is now, for admins. What is there stays when the stream ends, beside why it did. */
export function useActor(leaseId: string): { readonly detail: ActorDetail | undefined; readonly problem: Problem | null } {
	const client = useTRPCClient();
	const [detail, setDetail] = useState<ActorDetail>();
	const [problem, setProblem] = useState<Problem | null>(null);
	const open = useCallback(
		(handlers: StreamHandlers<ActorDetail>) => client.admin.actors.watchOne.subscribe({ leaseId }, handlers),
		[client, leaseId],
	);
	useStream({ open, onMessages: (messages) => setDetail(messages.at(-1)), onProblem: setProblem });
	return { detail, problem };
}
