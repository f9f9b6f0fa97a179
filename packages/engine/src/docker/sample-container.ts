import { isAppError } from "@berth/core";
import type { HostInfo } from "../engine.ts";
import type { StatsMessage } from "../stats-group.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectContainer } from "./inspect.ts";
import { pause } from "./log-hub.ts";
import { readNdjson } from "./ndjson.ts";
import { isRunningFrame, type StatsFrame, statsFrame, toSample } from "./to-sample.ts";
import { fromThrown } from "./translate-error.ts";

/**
 * Reads one container's statistics until it is gone, through lost connections and restarts.
 *
 * Errors  ABORTED.
 */
export async function sampleContainer(
	context: Context,
	hostInfo: (signal: AbortSignal) => Promise<HostInfo>,
	id: string,
	tell: (message: StatsMessage) => void,
	signal: AbortSignal,
): Promise<void> {
	for (;;) {
		try {
			const found = await inspectContainer(context.daemon, id, signal);
			if (!found) return;
			const limits = { cpuMillis: found.HostConfig.NanoCpus / 1_000_000 || null, hostMemoryBytes: (await hostInfo(signal)).memoryBytes };
			let before: StatsFrame | null = null;
			for await (const frame of readFrames(context, found.Id, signal)) {
				if (!isRunningFrame(frame)) {
					tell({ kind: "gap", why: "stopped" });
					before = null;
					continue;
				}
				tell({ kind: "sample", sample: toSample(frame, before, limits) });
				before = frame;
			}
		} catch (error) {
			if (isAppError(error, "NOT_FOUND")) return;
			if (!isAppError(error, "ENGINE_UNREACHABLE", "TIMEOUT")) throw error;
			tell({ kind: "gap", why: "stale" });
		}
		await pause(context.limits.reconnectMs.max, signal);
	}
}

async function* readFrames({ daemon }: Context, id: string, signal: AbortSignal): AsyncGenerator<StatsFrame, void, undefined> {
	const op = "stats";
	const stream = await daemon.stream({ op, method: "GET", path: `/containers/${id}/stats`, query: { stream: true }, signal });
	try {
		for await (const body of readNdjson(stream)) yield parse(statsFrame, body, op);
	} catch (error) {
		throw fromThrown(error, op);
	} finally {
		stream.destroy();
	}
}
