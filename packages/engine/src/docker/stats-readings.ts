import { setImmediate as nextTurn } from "node:timers/promises";
import { isAppError } from "@berth/core";
import type { Call } from "../call.ts";
import type { UsageReading } from "../stats-group.ts";
import type { Context } from "./context.ts";
import { inspectContainer } from "./inspect.ts";
import { mapBounded } from "./map-bounded.ts";
import { askFrame, type Sources } from "./sample-container.ts";
import { type Cgroup, openCgroup } from "./stats-cgroup.ts";
import { isRunningFrame, toReading } from "./to-sample.ts";

/** One run of a container, and where its figures are: null where only the daemon knows them. */
interface Run {
	readonly startedAtMs: number;
	readonly files: Cgroup | null;
	/** The last cpu time: what falls below it is of another run. */
	usedNs: number;
	hadNetworks: boolean;
}

/** Read without a turn for anybody else. More: a pause that is felt. Fewer: turns that cost more than the reading. */
const SLICE = 50;
/** Asked of the daemon at once. More: it does little else. */
const ASKED_AT_ONCE = 4;

/** The look at many: it remembers where each one's files are, and asks the daemon once for each run of a container. */
export function createReadings(context: Context, sources: Pick<Sources, "useFiles" | "meter">) {
	let runs = new Map<string, Run>();

	const findRun = async (id: string, signal: AbortSignal): Promise<Run | null> => {
		const found = await inspectContainer(context.daemon, id, signal);
		const status = found?.State.Status;
		if (!found || (status !== "running" && status !== "paused")) return null;
		const files = sources.useFiles ? openCgroup(found.Id, found.State.Pid ?? null) : null;
		return { startedAtMs: Date.parse(found.State.StartedAt), files, usedNs: 0, hadNetworks: false };
	};

	/** Null when it is not the run that is remembered, or does not speak. */
	const readFiles = (run: Run): UsageReading | null => {
		const frame = sources.meter.measure(() => run.files?.readUsage() ?? null);
		const isOther = !frame || frame.cpu_stats.cpu_usage.total_usage < run.usedNs || (run.hadNetworks && !frame.networks);
		if (isOther) return null;
		run.usedNs = frame.cpu_stats.cpu_usage.total_usage;
		run.hadNetworks = Boolean(frame.networks);
		return toReading(frame, run.startedAtMs, "cgroup");
	};

	const askDaemon = async (id: string, run: Run, signal: AbortSignal): Promise<UsageReading | null> => {
		const frame = await askFrame(context, sources, id, signal);
		const usedNs = frame.cpu_stats.cpu_usage.total_usage;
		if (!isRunningFrame(frame) || usedNs < run.usedNs) return null;
		run.usedNs = usedNs;
		return toReading(frame, run.startedAtMs, "daemon");
	};

	return async (ids: readonly string[], { signal }: Call): Promise<ReadonlyMap<string, UsageReading>> => {
		const readings = new Map<string, UsageReading>();
		// What is not asked for any more is forgotten.
		runs = new Map(ids.flatMap((id) => (runs.has(id) ? [[id, runs.get(id) as Run]] : [])));
		const rest: string[] = [];
		for (const [at, id] of ids.entries()) {
			if (at > 0 && at % SLICE === 0) await nextTurn();
			const run = runs.get(id);
			const reading = run?.files ? readFiles(run) : null;
			if (reading) readings.set(id, reading);
			else rest.push(id);
		}
		await mapBounded(rest, ASKED_AT_ONCE, async (id) => {
			try {
				const known = runs.get(id);
				const told = known && !known.files ? await askDaemon(id, known, signal) : null;
				if (told) return void readings.set(id, told);
				runs.delete(id);
				const run = await findRun(id, signal);
				if (!run) return;
				runs.set(id, run);
				const reading = run.files ? readFiles(run) : await askDaemon(id, run, signal);
				if (reading) readings.set(id, reading);
			} catch (error) {
				// It went away meanwhile: there is nothing of it to be read.
				if (!isAppError(error, "NOT_FOUND")) throw error;
			}
		});
		return readings;
	};
}
