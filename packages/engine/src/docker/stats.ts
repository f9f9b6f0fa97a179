import { AppError, asError, isAppError } from "@berth/core";
import type { HostInfo } from "../engine.ts";
import { assertSafeName } from "../safe-names.ts";
import type { StatsGroup, StatsMessage } from "../stats-group.ts";
import type { Context } from "./context.ts";
import { type Sources, sampleContainer } from "./sample-container.ts";
import { createStatsAudience, type StatsAudience, type StatsRole } from "./stats-audience.ts";
import { createStatsMeter } from "./stats-meter.ts";
import { createReadings } from "./stats-readings.ts";
import { aborted, settles, within } from "./within.ts";

interface Sampler {
	readonly audience: StatsAudience;
	readonly controller: AbortController;
}

interface DockerStats extends StatsGroup {
	/** A container's limit was changed while it may be sampled. */
	cpuLimitChanged(fullId: string, cpuMillis: number): void;
}

/** `only`: the one source that is used; the kernel's files where they can be read, else the daemon, when null. */
export function createStats(context: Context, hostInfo: (signal: AbortSignal) => Promise<HostInfo>, only: "daemon" | null): DockerStats {
	const { limits, closing, background, log } = context;
	const samplers = new Map<string, Sampler>();
	const meter = createStatsMeter();
	const sources: Sources = { hostInfo, useFiles: only === null, cpuMillis: new Map(), streamed: new Set(), meter };
	const readMany = createReadings(context, sources);

	const begin = (id: string): Sampler => {
		const audience = createStatsAudience(limits);
		const sampler: Sampler = { audience, controller: new AbortController() };
		samplers.set(id, sampler);
		const run = async () => {
			try {
				await sampleContainer(context, sources, id, audience, sampler.controller.signal);
			} catch (error) {
				if (!isAppError(error, "ABORTED")) log.error({ container: id, error: asError(error) }, "a container could not be sampled");
			} finally {
				if (samplers.get(id) === sampler) samplers.delete(id);
				audience.tellGap("absent");
			}
		};
		void background.own(run());
		return sampler;
	};

	/** One upstream per container however many read in either role, and none when nobody does. */
	const attach = (id: string, role: StatsRole) => {
		const sampler = samplers.get(id) ?? begin(id);
		const { audience, controller } = sampler;
		const { reader, newest } = audience.join(role);
		return {
			reader,
			newest,
			detach() {
				audience.leave(role, reader);
				if (audience.hasViewers || audience.hasRecorders) return;
				if (samplers.get(id) === sampler) samplers.delete(id);
				controller.abort();
			},
		};
	};

	async function* read(id: string, role: StatsRole, signal: AbortSignal): AsyncGenerator<StatsMessage, void, undefined> {
		const op = role === "viewer" ? "stats.watch" : "stats.record";
		const staleMs = () =>
			limits.statsStaleMs + (role === "viewer" ? limits.statsEveryMs * (meter.factor() - 1) : limits.statsRecordEveryMs);
		if (signal.aborted) throw aborted(op);
		const { reader, newest, detach } = attach(id, role);
		try {
			if (newest) yield newest;
			for (;;) {
				const next = reader.take(op, signal, closing);
				next.catch(() => undefined);
				if (!(await settles(next, staleMs()))) yield { kind: "gap", why: "stale" };
				const message = await next;
				yield message;
				if (message.kind === "gap" && message.why === "absent") return;
			}
		} catch (error) {
			if (signal.aborted || !closing.aborted) throw error;
		} finally {
			detach();
		}
	}

	return {
		upstreams: () => samplers.size,
		cost: meter.cost,
		slowDown: meter.slowDown,
		readings: (ids, { signal }) =>
			within({ op: "stats.readings", ms: limits.diskUsageMs, signals: [signal, closing] }, (bounded) =>
				readMany(ids.map(assertSafeName), { signal: bounded }),
			),
		cpuLimitChanged(fullId, cpuMillis) {
			if (sources.cpuMillis.has(fullId)) sources.cpuMillis.set(fullId, cpuMillis);
		},
		watch: (id, { signal }) => read(assertSafeName(id), "viewer", signal),
		record: (id, { signal }) => read(assertSafeName(id), "recorder", signal),
		latest: (id, { signal }) =>
			within({ op: "stats.latest", ms: limits.callMs, signals: [signal, closing] }, async (bounded) => {
				for await (const message of read(assertSafeName(id), "viewer", bounded)) {
					if (message.kind === "gap" || message.sample.cpu.percent !== null) return message;
				}
				throw new AppError("NOT_FOUND", { data: { container: id } });
			}),
	};
}
