import { asError, type Clock, isAppError, MINUTE, type Millis, type NodeId } from "@berth/core";
import type { Fence, LeaseHint, Stores, UsageRecord, UsageTarget } from "@berth/db";
import type { Engine, UsageReading } from "@berth/engine";
import { createTicker, type Ticker } from "../agent/ticker.ts";
import type { Log } from "../observe.ts";
import { usedBetween } from "./between.ts";
import { createDiskWatch } from "./disk-watch.ts";
import { createSpanFold } from "./span-fold.ts";
import {
	DAEMON_FACTOR,
	EVERY_MAX_MS,
	MINUTES_MAX,
	REST_FACTOR_MAX,
	REST_SHARE,
	SAID_KEPT_MS,
	SPAN_MAX_MS,
	TARGETS_EVERY_MS,
	type UsageOptions,
} from "./usage-options.ts";
import type { WatchFigures } from "./watch-figures.ts";
import { createWatchMeter } from "./watch-meter.ts";

export interface RecorderTools {
	readonly stores: Pick<Stores, "usage" | "volumes" | "wakeups">;
	readonly engine: Pick<Engine, "stats" | "volumes" | "logs">;
	readonly clock: Clock;
	readonly log: Log;
	readonly options: UsageOptions;
}

/** Records what the leases of a node use, by the minute. */
export interface UsageRecorder {
	/** Records under this claim. What was measured under the one before, and could not be written, is written now. */
	begin(nodeId: NodeId, fence: Fence): void;
	/** Writes what there is, also of the minute under way, and measures no more. */
	end(): Promise<void>;
	figures(): WatchFigures;
}

/** Of a write that does not come to an end, so that a claim is not held for the sake of some minutes. */
const LAST_WRITE_MS: Millis = 2_000;

const NANOS_PER_MS = 1_000_000;

/** Minutes in one statement. */
const ROWS_MAX = 5_000;

/**
 * One look at all containers at a time, however many there are, and one write a minute. What was measured is in memory until it is
 * written; a process that is killed loses the minute under way, and one that is told the same twice writes it once.
 */
export function createUsageRecorder(tools: RecorderTools): UsageRecorder {
	const { stores, engine, clock, log, options } = tools;
	const fold = createSpanFold(MINUTES_MAX);
	const meter = createWatchMeter(engine, clock, options.cpuBudgetPercent);
	const disk = createDiskWatch(tools);
	let readings: ReadonlyMap<string, UsageReading> = new Map();
	let targets: { readonly found: readonly UsageTarget[]; readonly untilMs: number } | null = null;
	let diskToMs: number | null = null;
	let source: WatchFigures["source"] = null;
	let lost = 0;
	/** So many times as long passes until the next look, for nothing happened before the last one. */
	let restFactor = 1;
	let writtenAtMs = clock.monotonicMs();
	let session: { readonly ticker: Ticker; readonly unsubscribe: () => void; readonly write: () => Promise<void> } | null = null;

	const everyMs = () => {
		const factor = Math.max(1, meter.figures().slowedBy * (source === "daemon" ? DAEMON_FACTOR : 1));
		return Math.min(EVERY_MAX_MS, Math.max(options.everyMs * factor, Math.min(options.everyMs * restFactor, MINUTE)));
	};
	/** Once a minute; more often only where the readings are that close together. */
	const writeEveryMs = () => Math.min(MINUTE, 4 * options.everyMs);

	const figures = (): WatchFigures => ({
		...meter.figures(),
		source,
		everyMs: everyMs(),
		containers: targets?.found.length ?? 0,
		minutesPending: fold.newBefore(Number.POSITIVE_INFINITY).length,
		minutesLost: lost,
	});

	/** What ran when it was last asked runs for all that is known, also while the database cannot say. */
	const findTargets = async (nodeId: NodeId) => {
		const nowMs = clock.monotonicMs();
		if (targets === null || nowMs >= targets.untilMs) {
			try {
				targets = { found: await stores.usage.targets(nodeId), untilMs: nowMs + TARGETS_EVERY_MS };
			} catch (err) {
				if (targets === null) throw err;
			}
		}
		return targets.found;
	};
	const askAgain = () => {
		if (targets) targets = { ...targets, untilMs: 0 };
		restFactor = 1;
	};

	const measure = async (nodeId: NodeId, signal: AbortSignal) => {
		const wanted = await findTargets(nodeId);
		const now = await engine.stats.readings(
			wanted.map(({ containerId }) => containerId),
			{ signal },
		);
		meter.measure(() => {
			let isResting = true;
			for (const target of wanted) {
				const reading = now.get(target.containerId);
				if (reading === undefined) continue;
				isResting &&= isAtRest(readings.get(target.containerId), reading);
				source = reading.source;
				const used = usedBetween(readings.get(target.containerId) ?? null, reading, SPAN_MAX_MS);
				if (used) fold.addUsed(ownerOf(target), target.containerId, used);
			}
			restFactor = isResting ? Math.min(2 * restFactor, REST_FACTOR_MAX) : 1;
			// One that could not be read this time is measured from where it was read last.
			const missed = wanted.flatMap(({ containerId }) => {
				const before = readings.get(containerId);
				return now.has(containerId) || before === undefined ? [] : [[containerId, before] as const];
			});
			readings = new Map([...now, ...missed]);
		});
	};

	const measureDisk = async (nodeId: NodeId, signal: AbortSignal) => {
		const fromMs = diskToMs;
		const toMs = clock.now().getTime();
		diskToMs = toMs;
		const uses = await disk.look(nodeId, signal);
		if (fromMs === null || toMs <= fromMs || toMs - fromMs > SPAN_MAX_MS) return;
		for (const { owner, bytes } of uses) fold.addDisk(owner, { fromMs, toMs, bytes });
	};

	const write = async (fence: Fence, untilMs: number) => {
		const minutes = fold.newBefore(untilMs);
		// After an outage there are more than a statement's time is enough for; the first one is written also when there are none.
		for (let from = 0; from === 0 || from < minutes.length; from += ROWS_MAX) await writeSome(fence, minutes.slice(from, from + ROWS_MAX));
	};
	const writeSome = async (fence: Fence, minutes: readonly UsageRecord[]) => {
		const { missed } = await stores.usage.record(fence, minutes, figures());
		if (missed > 0) {
			// The first of its day on this node, before anybody swept; or a clock that is days wrong.
			await stores.usage.makeDays();
			const again = await stores.usage.record(fence, minutes, figures());
			lost += again.missed;
			if (again.missed > 0) log.warn({ minutes: again.missed }, "use was measured of days that are not kept; is the clock right?");
		}
		fold.said(minutes);
	};

	/** Of all agents that ask, one makes room ahead, adds up and lets go. */
	const keepUp = async () => {
		const { minutesKeptMs, hoursKeptMs } = options;
		const done = await stores.usage.keepUp({ everyMs: writeEveryMs(), minutesKeptMs, hoursKeptMs });
		if (done && done.daysDropped > 0) log.info(done, "days of recorded use that were old are gone");
	};

	const tick = async (nodeId: NodeId, fence: Fence, signal: AbortSignal) => {
		await attempt("could not read what leases use", signal, () => measure(nodeId, signal));
		await measureDisk(nodeId, signal);
		if (signal.aborted || clock.monotonicMs() - writtenAtMs < writeEveryMs()) return;
		writtenAtMs = clock.monotonicMs();
		if (meter.look()) {
			const { slowedBy, cpuPercent, cpuBudgetPercent } = meter.figures();
			log.info(
				{ slowedBy, cpuPercent, cpuBudgetPercent },
				"watching costs more or less than its budget: containers are read at another pace",
			);
		}
		const nowMs = clock.now().getTime();
		// With a minute between writes, those that are over; else the one under way too, which the next write makes fuller.
		const untilMs = writeEveryMs() < MINUTE ? Number.POSITIVE_INFINITY : Math.floor(nowMs / MINUTE) * MINUTE;
		await attempt("could not write what leases used", signal, () => write(fence, untilMs));
		lost += fold.forget(nowMs - SAID_KEPT_MS);
		await attempt("could not keep what was recorded in order", signal, keepUp);
	};

	const attempt = async (what: string, signal: AbortSignal, run: () => Promise<void>) => {
		try {
			await run();
		} catch (err) {
			if (signal.aborted) return;
			const isPassing = isAppError(err, "ENGINE_UNREACHABLE", "DATABASE_UNAVAILABLE", "CLAIM_LOST", "ABORTED");
			log[isPassing ? "debug" : "warn"]({ err: asError(err) }, what);
		}
	};

	return {
		figures,
		begin(nodeId, fence) {
			const ticker = createTicker(clock, async (signal) => {
				await tick(nodeId, fence, signal);
				return everyMs();
			});
			const onHint = (hint: LeaseHint) => {
				if (hint.nodeId !== nodeId) return;
				const wasResting = restFactor > 1;
				askAgain();
				// What begins now is not to wait for the end of a long pause.
				if (wasResting) ticker.soon();
			};
			const unsubscribe = stores.wakeups.subscribe({ onHint, onResync: askAgain });
			session = { ticker, unsubscribe, write: () => write(fence, Number.POSITIVE_INFINITY) };
			askAgain();
			ticker.soon();
		},
		async end() {
			if (session === null) return;
			const ending = session;
			session = null;
			ending.unsubscribe();
			await ending.ticker.stop();
			const over = new AbortController();
			const last = attempt("could not write the last of what leases used", over.signal, ending.write);
			await Promise.race([last, clock.sleep(LAST_WRITE_MS, over.signal).catch(() => undefined)]);
			over.abort();
		},
	};
}

/** Whether it did next to nothing between the two. */
function isAtRest(before: UsageReading | undefined, now: UsageReading): boolean {
	if (before === undefined || before.startedAtMs !== now.startedAtMs || now.atMs <= before.atMs) return false;
	return (now.cpuUsedNs - before.cpuUsedNs) / ((now.atMs - before.atMs) * NANOS_PER_MS) < REST_SHARE;
}

const ownerOf = ({ tenantId, leaseId, service }: UsageTarget) => ({ tenantId, leaseId, service });
