"use client";
import { useCallback, useState } from "react";
import { applyEventMessage, type EventFeedRow, type EventMessage } from "./event-feed.ts";
import type { Problem } from "./problem.ts";
import { useTRPCClient } from "./trpc.ts";
import { type StreamHandlers, useStream } from "./use-stream.ts";

/** What happens to all leases, the newest first, for admins. */
export function useEventFeed(): { readonly rows: readonly EventFeedRow[] | undefined; readonly problem: Problem | null } {
	const client = useTRPCClient();
	const [rows, setRows] = useState<readonly EventFeedRow[]>();
	const [problem, setProblem] = useState<Problem | null>(null);
	const open = useCallback((handlers: StreamHandlers<EventMessage>) => client.admin.events.watch.subscribe(undefined, handlers), [client]);
	useStream({ open, onMessages: (messages) => setRows((known = []) => messages.reduce(applyEventMessage, known)), onProblem: setProblem });
	return { rows, problem };
}
