import { AppError, asError, isAppError } from "@berth/core";
import type { HostInfo } from "../engine.ts";
import { assertSafeName } from "../safe-names.ts";
import type { StatsGroup, StatsMessage } from "../stats-group.ts";
import type { Context } from "./context.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";
import { type Sources, sampleContainer } from "./sample-container.ts";
import { aborted, settles, within } from "./within.ts";

type Reader = Mailbox<StatsMessage>;

interface Sampler {
	readonly readers: Set<Reader>;
	readonly controller: AbortController;
	newest: StatsMessage | null;
}

interface DockerStats extends StatsGroup {
	/** A container's limit was changed while it may be sampled. */
	cpuLimitChanged(fullId: string, cpuMillis: number): void;
}

/** `only`: the one source that is used; the kernel's files where they can be read, else the daemon, when null. */
export function createStats(context: Context, hostInfo: (signal: AbortSignal) => Promise<HostInfo>, only: "daemon" | null): DockerStats {
	const { limits, closing, background, log } = context;
	const samplers = new Map<string, Sampler>();
	const sources: Sources = { hostInfo, useFiles: only === null, cpuMillis: new Map(), streamed: new Set() };

	const begin = (id: string): Sampler => {
		const sampler: Sampler = { readers: new Set(), controller: new AbortController(), newest: null };
		samplers.set(id, sampler);
		const tell = (message: StatsMessage) => {
			sampler.newest = message;
			for (const reader of sampler.readers) reader.push(message);
		};
		const run = async () => {
			try {
				await sampleContainer(context, sources, id, tell, sampler.controller.signal);
			} catch (error) {
				if (!isAppError(error, "ABORTED")) log.error({ container: id, error: asError(error) }, "a container could not be sampled");
			} finally {
				if (samplers.get(id) === sampler) samplers.delete(id);
				tell({ kind: "gap", why: "absent" });
			}
		};
		void background.own(run());
		return sampler;
	};

	/** One stream per container however many read, and none when nobody does. */
	const attach = (id: string): { readonly reader: Reader; readonly newest: StatsMessage | null; detach(): void } => {
		const sampler = samplers.get(id) ?? begin(id);
		const reader: Reader = createMailbox(1);
		sampler.readers.add(reader);
		return {
			reader,
			newest: sampler.newest,
			detach() {
				sampler.readers.delete(reader);
				if (sampler.readers.size > 0) return;
				if (samplers.get(id) === sampler) samplers.delete(id);
				sampler.controller.abort();
			},
		};
	};

	async function* watch(id: string, signal: AbortSignal): AsyncGenerator<StatsMessage, void, undefined> {
		const op = "stats.watch";
		if (signal.aborted) throw aborted(op);
		const { reader, newest, detach } = attach(id);
		try {
			if (newest) yield newest;
			for (;;) {
				const next = reader.take(op, signal, closing);
				next.catch(() => undefined);
				if (!(await settles(next, limits.statsStaleMs))) yield { kind: "gap", why: "stale" };
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
		cpuLimitChanged(fullId, cpuMillis) {
			if (sources.cpuMillis.has(fullId)) sources.cpuMillis.set(fullId, cpuMillis);
		},
		watch: (id, { signal }) => watch(assertSafeName(id), signal),
		latest: (id, { signal }) =>
			within({ op: "stats.latest", ms: limits.callMs, signals: [signal, closing] }, async (bounded) => {
				for await (const message of watch(assertSafeName(id), bounded)) {
					if (message.kind === "gap" || message.sample.cpu.percent !== null) return message;
				}
				throw new AppError("NOT_FOUND", { data: { container: id } });
			}),
	};
}
