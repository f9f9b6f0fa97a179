"use client";
import { useCallback, useState } from "react";
import type { ActorsSnapshot } from "./actors.ts";
import type { Problem } from "./problem.ts";
import { useTRPCClient } from "./trpc.ts";
import { type StreamHandlers, useStream } from "./use-stream.ts";

/** All actors as they are now, for admins. */
export function useActors(): { readonly snapshot: ActorsSnapshot | undefined; readonly problem: Problem | null } {
	const client = useTRPCClient();
	const [snapshot, setSnapshot] = useState<ActorsSnapshot>();
	const [problem, setProblem] = useState<Problem | null>(null);
	const open = useCallback(
		(handlers: StreamHandlers<ActorsSnapshot>) => client.admin.actors.watch.subscribe(undefined, handlers),
		[client],
	);
	useStream({ open, onMessages: (messages) => setSnapshot(messages.at(-1)), onProblem: setProblem });
	return { snapshot, problem };
}
