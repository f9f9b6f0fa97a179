import { newTraceParent } from "@berth/core";
import type { Operation } from "@trpc/client";

type Sent = Pick<Operation, "type">;

/**
 * Begins a trace with each command, so that it can be followed from here to the container. What only reads begins none; commands
 * that travel together share one. A server that follows nothing ignores it.
 *
 * Source  W3C Trace Context.
 */
export const traceHeaders = (ops: readonly Sent[]): Record<string, string> =>
	ops.some(({ type }) => type === "mutation") ? { traceparent: newTraceParent() } : {};
