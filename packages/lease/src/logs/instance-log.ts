import { type Clock, isAppError, SECOND } from "@berth/core";
import type { InstanceRecord } from "@berth/db";
import type { Engine, EngineLogMessage, LogCursor } from "@berth/engine";
import { instanceKey } from "../names.ts";

/** One message of one instance's log. */
export interface InstanceMessage {
	readonly row: InstanceRecord;
	readonly message: EngineLogMessage;
	/** For merging; a message without a time comes first. */
	readonly at: string;
}

/** Names a container of a lease in positions: `web-0@3`. */
export const logKey = (row: Pick<InstanceRecord, "service" | "index" | "generation">): string => `${instanceKey(row)}@${row.generation}`;

/** Between tries to read a container whose engine does not answer. */
const RETRY_MS = SECOND;

interface ReadOptions {
	readonly follow: boolean;
	readonly tail?: number;
	readonly after?: LogCursor;
	/** Both inclusive. */
	readonly since?: string;
	readonly until?: string;
}

/**
 * The log of one instance. A container that is gone is an end and no error; while following, so is a silent engine no error: it is
 * asked again.
 */
export async function* readInstance(
	{ engine, clock }: { readonly engine: Pick<Engine, "logs">; readonly clock: Clock },
	row: InstanceRecord,
	options: ReadOptions,
	signal: AbortSignal,
): AsyncGenerator<InstanceMessage, void, undefined> {
	const gone = { row, message: { kind: "end", why: "gone" }, at: "" } as const;
	if (row.containerId === null) return;
	while (!signal.aborted) {
		try {
			for await (const message of engine.logs.read(row.containerId, options, { signal }))
				yield { row, message, at: message.kind === "line" ? message.at : "" };
			return;
		} catch (err) {
			if (signal.aborted) return;
			if (isAppError(err, "NOT_FOUND")) {
				yield gone;
				return;
			}
			if (!options.follow || !isAppError(err, "ENGINE_UNREACHABLE")) throw err;
		}
		await clock.sleep(RETRY_MS, signal).catch(() => undefined);
	}
}
