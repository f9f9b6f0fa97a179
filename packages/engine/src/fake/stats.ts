import type { Call } from "../engine.ts";
import type { StatsGroup, StatsMessage, StatsSample, UsageReading } from "../stats-group.ts";
import { hangBell } from "./bell.ts";
import { type Connection, callDaemon, callHost, openStream } from "./calls.ts";
import { type ContainerRecord, memoryInUse } from "./container-record.ts";
import { watchContainer } from "./lifecycle.ts";
import { aboutContainer } from "./own-container.ts";
import { nowMs } from "./world.ts";

/** Between samples of those who watch and of those who record; 1 s and 10 s when absent. */
export interface StatsCadence {
	readonly statsEveryMs?: number;
	readonly statsRecordEveryMs?: number;
}

const absent: StatsMessage = { kind: "gap", why: "absent" };
const unknown = { bytes: null, perSecond: null };

/** Samples of containers that rest. What the machine does not simulate is null. */
export function createStats(connection: Connection, { statsEveryMs = 1_000, statsRecordEveryMs = 10_000 }: StatsCadence): StatsGroup {
	const { world, clock, closing } = connection;
	const watched = new Map<string, number>();
	let samples = 0;
	const find = (id: string) => world.containers.find(id);

	const count = (id: string, by: 1 | -1) => {
		const now = (watched.get(id) ?? 0) + by;
		if (now === 0) watched.delete(id);
		else watched.set(id, now);
	};

	async function* read(op: "stats.watch" | "stats.record", id: string, call: Call): AsyncGenerator<StatsMessage, void, undefined> {
		const everyMs = op === "stats.watch" ? statsEveryMs : statsRecordEveryMs;
		await openStream(connection, aboutContainer(connection, op, id), call);
		const record = find(id);
		if (!record) return yield absent;
		count(record.id, 1);
		const until = new AbortController();
		let { phase } = record;
		const onPhase = (ring: () => void) => watchContainer(record, () => record.phase !== phase && ring());
		const bell = hangBell(connection, call.signal, [onPhase, world.daemon.listen]);
		try {
			let before: number | null = null;
			while (!closing.aborted) {
				phase = record.phase;
				const message = look(connection, record, before);
				before = message.kind === "sample" ? record.startedAtMs : null;
				yield message;
				if (message.kind === "gap" && message.why === "absent") return;
				clock.sleep(everyMs, until.signal).then(bell.ring, () => undefined);
				await bell.wait();
			}
		} finally {
			until.abort();
			bell.hangUp();
			count(record.id, -1);
		}
	}

	return {
		watch: (id, call) => read("stats.watch", id, call),
		record: (id, call) => read("stats.record", id, call),
		latest: (id, call) =>
			callHost(connection, aboutContainer(connection, "stats.latest", id), call, () => {
				const record = find(id);
				return record ? look(connection, record, record.startedAtMs) : absent;
			}),
		readings: (ids, call) =>
			callDaemon(connection, { operation: "stats.readings", subject: String(ids.length) }, call, () => {
				const running = ids.flatMap((id) => {
					const record = find(id);
					return record?.phase === "running" && record.startedAtMs !== null
						? [[id, toReading(connection, record, record.startedAtMs)] as const]
						: [];
				});
				samples += running.length;
				return new Map(running);
			}),
		// What is simulated costs nothing, however often it is looked at.
		slowDown: () => undefined,
		cost: () => ({ samples, cpuMs: 0 }),
		upstreams: () => watched.size,
	};
}

function look({ world }: Connection, record: ContainerRecord, ratedSince: number | null): StatsMessage {
	if (!world.daemon.reachable) return { kind: "gap", why: "stale" };
	if (record.phase === "gone") return absent;
	if (record.phase !== "running") return { kind: "gap", why: "stopped" };
	return { kind: "sample", sample: toSample(record, new Date(nowMs(world)).toISOString(), ratedSince === record.startedAtMs) };
}

function toReading({ world }: Connection, record: ContainerRecord, startedAtMs: number): UsageReading {
	const memoryBytes = memoryInUse(record);
	return { atMs: nowMs(world), startedAtMs, source: "simulated", cpuUsedNs: 0, memoryBytes, rxBytes: null, txBytes: null };
}

function toSample(record: ContainerRecord, at: string, hasRates: boolean): StatsSample {
	const { limits } = record;
	const usedBytes = memoryInUse(record);
	return {
		at,
		source: "simulated",
		cpu: { usedNs: 0, percent: hasRates ? 0 : null, ofLimitPercent: hasRates && limits ? 0 : null },
		memory: {
			usedBytes,
			rawBytes: usedBytes,
			limitBytes: limits?.memoryBytes ?? null,
			ofLimitPercent: limits ? (usedBytes / limits.memoryBytes) * 100 : null,
		},
		network: { rx: unknown, tx: unknown },
		disk: { read: unknown, write: unknown },
		pids: 1,
	};
}
