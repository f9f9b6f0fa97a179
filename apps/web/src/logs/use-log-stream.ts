"use client";
import type { LogMessage } from "@berth/core";
import { useCallback, useState } from "react";
import type { Problem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { type StreamHandlers, useStream } from "@/data/use-stream.ts";
import { createValue, type Value } from "@/data/value.ts";
import { createLogBuffer, LINES_MAX, type LogBuffer } from "./log-buffer.ts";

export interface LogStream {
	readonly buffer: LogBuffer;
	/** Moves on whenever the buffer has changed. */
	readonly version: number;
	readonly state: "opening" | "open" | "ended";
	readonly problem: Problem | null;
	/** When the last line came, in milliseconds since 1970; null before the first. */
	readonly heardAt: Value<number | null>;
	/** Says that the buffer was changed by somebody else. */
	readonly touch: () => void;
}

/** How far back a page begins. More is read by nobody and has to be sent before the newest line is seen. */
export const TAIL = Math.min(1_000, LINES_MAX);

// Twenty drawings a second look live; more only cost when lines come by the thousand.
const DRAW_MS = 50;

/** The merged log of a lease, followed into a bounded buffer. However fast it comes, it is drawn a few times a second. */
export function useLogStream(leaseId: string): LogStream {
	const client = useTRPCClient();
	const [buffer] = useState(createLogBuffer);
	const [heardAt] = useState(() => createValue<number | null>(null));
	const [version, setVersion] = useState(0);
	const [state, setState] = useState<LogStream["state"]>("opening");
	const [problem, setProblem] = useState<Problem | null>(null);
	const touch = useCallback(() => setVersion((held) => held + 1), []);
	const open = useCallback(
		(handlers: StreamHandlers<{ readonly data: { readonly messages: readonly LogMessage[] } }>) =>
			client.lease.logs.subscribe(
				{ leaseId, tail: TAIL, follow: true },
				{
					...handlers,
					onStarted: () => {
						setState("open");
						handlers.onStarted?.();
					},
				},
			),
		[client, leaseId],
	);
	useStream({
		open,
		everyMs: DRAW_MS,
		onMessages: (groups) => {
			for (const { data } of groups) buffer.add(data.messages);
			heardAt.set(Date.now());
			touch();
		},
		onProblem: (met) => {
			setProblem(met);
			setState("ended");
		},
		onEnd: () => setState("ended"),
	});
	return { buffer, version, state, problem, heardAt, touch };
}
