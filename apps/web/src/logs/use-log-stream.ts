"use client";
import { useCallback, useState } from "react";
import { createValue, type Value } from "@/data/value.ts";
import { createLogBuffer, LINES_MAX, type LogBuffer } from "./log-buffer.ts";
import { type FollowedLog, useLogMessages } from "./use-log-messages.ts";

export interface LogStream extends FollowedLog {
	readonly buffer: LogBuffer;
	/** Moves on whenever the buffer has changed. */
	readonly version: number;
	/** When the last line came, in milliseconds since 1970; null before the first. */
	readonly heardAt: Value<number | null>;
	/** Says that the buffer was changed by somebody else. */
	readonly touch: () => void;
}

/** How far back a page begins. More is read by few, who get it by scrolling, and has to be sent before the newest line is seen. */
export const TAIL = Math.min(200, LINES_MAX);

// Twenty drawings a second look live; more only cost when lines come by the thousand.
const DRAW_MS = 50;

/** The merged log of a lease, followed into a bounded buffer. However fast it comes, it is drawn a few times a second. */
export function useLogStream(leaseId: string): LogStream {
	const [buffer] = useState(createLogBuffer);
	const [heardAt] = useState(() => createValue<number | null>(null));
	const [version, setVersion] = useState(0);
	const touch = useCallback(() => setVersion((held) => held + 1), []);
	const followed = useLogMessages({
		leaseId,
		tail: TAIL,
		everyMs: DRAW_MS,
		onMessages: (messages) => {
			buffer.add(messages);
			heardAt.set(Date.now());
			touch();
		},
	});
	return { ...followed, buffer, version, heardAt, touch };
}
