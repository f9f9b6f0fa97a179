import { asError, isAppError } from "@berth/core";
import type { HostInfo } from "../engine.ts";
import type { StatsMessage } from "../stats-group.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectContainer } from "./inspect.ts";
import { pause } from "./log-hub.ts";
import { readNdjson } from "./ndjson.ts";
import { openCgroup } from "./stats-cgroup.ts";
import { isRunningFrame, type StatsFrame, statsFrame, toSample } from "./to-sample.ts";
import { fromThrown } from "./translate-error.ts";
import type { ContainerInspect } from "./wire.ts";

export interface Sources {
	hostInfo(signal: AbortSignal): Promise<HostInfo>;
	/** Whether the kernel's files are tried before the daemon. */
	readonly useFiles: boolean;
	/** Limits of what is sampled, by full id: they may change while it runs. */
	readonly cpuMillis: Map<string, number>;
	/** Full ids of what the daemon streams. */
	readonly streamed: Set<string>;
}

/**
 * Reads one container's statistics until it is gone, through lost connections and restarts.
 *
 * Errors  ABORTED.
 */
export async function sampleContainer(
	context: Context,
	sources: Sources,
	id: string,
	tell: (message: StatsMessage) => void,
	signal: AbortSignal,
): Promise<void> {
	for (;;) {
		try {
			const found = await inspectContainer(context.daemon, id, signal);
			if (!found) return;
			if (isRunning(found)) await tellRun(context, sources, found, tell, signal);
			else tell({ kind: "gap", why: "stopped" });
		} catch (error) {
			if (isAppError(error, "NOT_FOUND")) return;
			if (isAppError(error, "ABORTED") || signal.aborted) throw error;
			// Only the daemon's own word makes a container absent.
			if (!isAppError(error, "ENGINE_UNREACHABLE", "TIMEOUT")) {
				context.log.warn({ container: id, error: asError(error) }, "a container could not be sampled; it is tried again");
			}
			tell({ kind: "gap", why: "stale" });
		}
		if (signal.aborted) return;
		await pause(context.limits.reconnectMs.max, signal);
	}
}

const isRunning = ({ State: { Status: status } }: ContainerInspect): boolean => status === "running" || status === "paused";

/** One source for as long as it speaks. */
async function tellRun(
	context: Context,
	sources: Sources,
	{ Id: id, State: state, HostConfig: host }: ContainerInspect,
	tell: (message: StatsMessage) => void,
	signal: AbortSignal,
): Promise<void> {
	const { memoryBytes: hostMemoryBytes } = await sources.hostInfo(signal);
	const files = sources.useFiles ? await openCgroup(id, state.Pid ?? null) : null;
	if (!files && sources.streamed.size >= context.limits.statsStreamsMax) {
		tell({ kind: "gap", why: "stale" });
		return pause(context.limits.statsStaleMs, signal);
	}
	const frames = files ? readFiles(context, files, signal) : readFrames(context, id, signal);
	if (!files) sources.streamed.add(id);
	sources.cpuMillis.set(id, host.NanoCpus / 1_000_000);
	let before: StatsFrame | null = null;
	try {
		for await (const frame of frames) {
			if (!isRunningFrame(frame)) {
				tell({ kind: "gap", why: "stopped" });
				before = null;
				continue;
			}
			const cpuMillis = sources.cpuMillis.get(id) || null;
			tell({ kind: "sample", sample: toSample(frame, before, { cpuMillis, hostMemoryBytes, source: files ? "cgroup" : "daemon" }) });
			before = frame;
		}
	} finally {
		sources.streamed.delete(id);
		sources.cpuMillis.delete(id);
	}
}

/** Ends when the files are gone, as they are when the container has stopped. */
async function* readFiles(
	{ limits }: Context,
	files: { read(): Promise<StatsFrame | null> },
	signal: AbortSignal,
): AsyncGenerator<StatsFrame, void, undefined> {
	while (!signal.aborted) {
		const frame = await files.read();
		if (!frame) return;
		yield frame;
		await pause(limits.statsEveryMs, signal);
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
