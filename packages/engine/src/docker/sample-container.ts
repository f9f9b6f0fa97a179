import { asError, isAppError, type Millis, systemClock } from "@berth/core";
import type { HostInfo } from "../engine.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectContainer } from "./inspect.ts";
import { readNdjson } from "./ndjson.ts";
import { pause } from "./pause.ts";
import type { StatsAudience } from "./stats-audience.ts";
import { type Cgroup, openCgroup } from "./stats-cgroup.ts";
import type { StatsMeter } from "./stats-meter.ts";
import { isRunningFrame, type StatsFrame, statsFrame } from "./to-sample.ts";
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
	readonly meter: StatsMeter;
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
	audience: StatsAudience,
	signal: AbortSignal,
): Promise<void> {
	for (;;) {
		try {
			const found = await inspectContainer(context.daemon, id, signal);
			if (!found) return;
			if (isRunning(found)) await tellRun(context, sources, found, audience, signal);
			else audience.tellGap("stopped");
		} catch (error) {
			if (isAppError(error, "NOT_FOUND")) return;
			if (isAppError(error, "ABORTED") || signal.aborted) throw error;
			// Only the daemon's own word makes a container absent.
			if (!isAppError(error, "ENGINE_UNREACHABLE", "TIMEOUT")) {
				context.log.warn({ container: id, error: asError(error) }, "a container could not be sampled; it is tried again");
			}
			audience.tellGap("stale");
		}
		if (signal.aborted) return;
		await audience.rest(context.limits.reconnectMs.max, signal);
	}
}

const isRunning = ({ State: { Status: status } }: ContainerInspect): boolean => status === "running" || status === "paused";

/** One source for as long as it speaks. */
async function tellRun(
	context: Context,
	sources: Sources,
	{ Id: id, State: state, HostConfig: host }: ContainerInspect,
	audience: StatsAudience,
	signal: AbortSignal,
): Promise<void> {
	const { memoryBytes: hostMemoryBytes } = await sources.hostInfo(signal);
	const files = sources.useFiles ? openCgroup(id, state.Pid ?? null) : null;
	if (!files && !audience.hasRecorders && !hasRoom(context, sources)) {
		audience.tellGap("stale");
		return pause(context.limits.statsStaleMs, signal);
	}
	const frames = files ? readFiles(context, sources, files, audience, signal) : readDaemon(context, sources, id, audience, signal);
	sources.cpuMillis.set(id, host.NanoCpus / 1_000_000);
	audience.beginRun();
	try {
		for await (const frame of frames) {
			if (!isRunningFrame(frame)) {
				audience.tellGap("stopped");
				audience.beginRun();
				continue;
			}
			const cpuMillis = sources.cpuMillis.get(id) || null;
			sources.meter.spend(() => audience.tellFrame(frame, { cpuMillis, hostMemoryBytes, source: files ? "cgroup" : "daemon" }));
		}
	} finally {
		sources.cpuMillis.delete(id);
	}
}

const hasRoom = ({ limits }: Context, { streamed }: Sources): boolean => streamed.size < limits.statsStreamsMax;

/** A sample this much sooner than its turn would have a rate of next to no time. */
const EARLY = 0.25;

/** All who are read in the same interval are read in the same turn: waking up for each of them costs more than reading it. */
function untilBeat(everyMs: Millis): Millis {
	const left = everyMs - (systemClock.monotonicMs() % everyMs);
	return left < everyMs * EARLY ? left + everyMs : left;
}

/** Ends when the files are gone, as they are when the container has stopped; those of its process also when it has started again. */
async function* readFiles(
	{ limits }: Context,
	{ meter }: Sources,
	files: Cgroup,
	audience: StatsAudience,
	signal: AbortSignal,
): AsyncGenerator<StatsFrame, void, undefined> {
	let hadNetworks = false;
	while (!signal.aborted) {
		const frame = meter.measure(() => files.read());
		if (!frame || (hadNetworks && !frame.networks)) return;
		hadNetworks = Boolean(frame.networks);
		yield frame;
		await audience.rest(untilBeat(limits.statsEveryMs * meter.factor()), signal);
	}
}

/**
 * A stream while somebody views; else single answers, since the daemon counts once a second for as long as a stream is open, and
 * for a single answer once (before API 1.41 twice), however few of the frames are used.
 */
async function* readDaemon(
	context: Context,
	sources: Sources,
	id: string,
	audience: StatsAudience,
	signal: AbortSignal,
): AsyncGenerator<StatsFrame, void, undefined> {
	const isStreamed = () => audience.hasViewers && hasRoom(context, sources);
	while (!signal.aborted) {
		if (!isStreamed()) {
			yield await askFrame(context, sources, id, signal);
			// Somebody may have come while it was asked.
			if (!isStreamed()) await audience.rest(context.limits.statsRecordEveryMs, signal);
			continue;
		}
		sources.streamed.add(id);
		try {
			for await (const frame of streamFrames(context, sources, id, signal)) {
				yield frame;
				if (!audience.hasViewers) break;
			}
		} finally {
			sources.streamed.delete(id);
		}
		// It ended by itself: what became of the container is to be asked.
		if (audience.hasViewers) return;
	}
}

/** Errors  NOT_FOUND, ENGINE_UNREACHABLE. */
export async function askFrame(
	{ daemon }: Context,
	{ meter }: Pick<Sources, "meter">,
	id: string,
	signal: AbortSignal,
): Promise<StatsFrame> {
	const op = "stats";
	const query = { stream: false, "one-shot": true };
	const { body } = await daemon.call({ op, method: "GET", path: `/containers/${id}/stats`, query, signal });
	return meter.measure(() => parse(statsFrame, body, op));
}

async function* streamFrames(
	{ daemon }: Context,
	{ meter }: Sources,
	id: string,
	signal: AbortSignal,
): AsyncGenerator<StatsFrame, void, undefined> {
	const op = "stats";
	const stream = await daemon.stream({ op, method: "GET", path: `/containers/${id}/stats`, query: { stream: true }, signal });
	try {
		for await (const body of readNdjson(stream)) yield meter.measure(() => parse(statsFrame, body, op));
	} catch (error) {
		throw fromThrown(error, op);
	} finally {
		stream.destroy();
	}
}
