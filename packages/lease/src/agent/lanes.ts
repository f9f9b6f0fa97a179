import { AppError, type Clock, type Millis } from "@berth/core";
import type { LaneDepth, LaneKind, LaneOptions } from "../agent-types.ts";
import type { LeaseMetrics } from "../observe.ts";
import { createLaneQueue, type LaneLimits, type LaneRequest } from "./lane-queue.ts";

/** How much of a node's work goes on at a time, and whose is next. */
export interface Lanes {
	/**
	 * Waits for a lane, runs the work in it, and gives it back.
	 *
	 * A cancelled work waits no longer: it runs at once without a lane, and has to wait for one when it wants something changed.
	 * Errors  what `preempted` was aborted with; the work's own.
	 */
	run<T>(work: LaneWork, signals: LaneSignals, run: (lane: Lane, waitedMs: Millis) => Promise<T>): Promise<T>;
	depths(): Record<LaneKind, LaneDepth>;
}

export interface LaneWork {
	readonly tenantId: string;
	readonly closing: boolean;
	/** Told how to ask how many go before it while it waits for its first lane, and null when it waits no more. */
	readonly onWait?: (before: (() => number) | null) => void;
}

export interface LaneSignals {
	readonly preempted: AbortSignal;
	readonly cancelled: AbortSignal;
}

/** The lane of one piece of work. It is another's while everything of the work only waits. */
export interface Lane {
	/** Runs something that changes the node, with a lane. */
	busy<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T>;
	/** Runs something that only waits: for a container to be ready, for bytes. Has the lane again when nothing more is waited for. */
	aside<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T>;
	/** Runs a pull when it is its turn among those of the node. */
	pull<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T>;
}

export function createLanes(options: LaneOptions & { readonly clock: Clock; readonly metrics: Pick<LeaseMetrics, "waited"> }): Lanes {
	const { workers, perTenant, closing, pulls, clock, metrics } = options;
	const work = createGate({ lanes: workers, perTenant, closing }, clock, (ms) => metrics.waited("work", ms));
	// One slot stays for whoever has none.
	const pull = createGate({ lanes: pulls, perTenant: Math.max(1, pulls - 1), closing: 0 }, clock, (ms) => metrics.waited("pull", ms));
	return {
		async run({ tenantId, closing, onWait }, { preempted, cancelled }, run) {
			const request = { tenantId, closing, resuming: false };
			const entering = work.enter(request, AbortSignal.any([preempted, cancelled]));
			onWait?.(() => work.before(request));
			const waitedMs = await entering.catch((err: unknown) => {
				preempted.throwIfAborted();
				if (cancelled.aborted) return null;
				throw err;
			});
			onWait?.(null);
			// What puts right what was given up frees room, too.
			const lane = createLane(work, pull, request, waitedMs !== null, () => closing || cancelled.aborted);
			try {
				return await run(lane, waitedMs ?? 0);
			} finally {
				lane.leave();
			}
		},
		depths: () => ({ work: work.depth(), pull: pull.depth() }),
	};
}

interface Gate {
	/** Resolves with how long it took. Errors  the signal's reason. */
	enter(request: LaneRequest, signal: AbortSignal): Promise<Millis>;
	leave(request: LaneRequest): void;
	before(request: LaneRequest): number;
	depth(): LaneDepth;
}

function createGate(limits: LaneLimits, clock: Clock, onWaited: (ms: Millis) => void): Gate {
	const queue = createLaneQueue<LaneRequest>(limits);
	const wakes = new Map<LaneRequest, () => void>();
	const serve = () => {
		for (let next = queue.next(); next; next = queue.next()) wakes.get(next)?.();
	};
	return {
		enter: (request, signal) =>
			new Promise((resolve, reject) => {
				if (signal.aborted) return reject(signal.reason);
				const sinceMs = clock.monotonicMs();
				const give = () => {
					wakes.delete(request);
					queue.remove(request);
					reject(signal.reason);
					serve();
				};
				signal.addEventListener("abort", give, { once: true });
				wakes.set(request, () => {
					signal.removeEventListener("abort", give);
					wakes.delete(request);
					const waitedMs = clock.monotonicMs() - sinceMs;
					onWaited(waitedMs);
					resolve(waitedMs);
				});
				queue.add(request);
				serve();
			}),
		leave(request) {
			queue.free(request);
			serve();
		},
		before: (request) => queue.before(request),
		depth: () => ({ waiting: queue.waiting, running: queue.running }),
	};
}

function createLane(work: Gate, pull: Gate, first: LaneRequest, hasIt: boolean, isClosing: () => boolean): Lane & { leave(): void } {
	const over = new AbortController();
	let held: LaneRequest | null = hasIt ? first : null;
	let entering: Promise<void> | null = null;
	let busy = 0;
	let aside = 0;

	const drop = () => {
		if (held === null) return;
		const mine = held;
		held = null;
		work.leave(mine);
	};
	const dropIfWaiting = () => {
		if (busy === 0 && aside > 0) drop();
	};
	const enter = async () => {
		const request = { ...first, closing: isClosing(), resuming: true };
		await work.enter(request, over.signal);
		if (over.signal.aborted) {
			work.leave(request);
			throw over.signal.reason;
		}
		held = request;
		dropIfWaiting();
	};
	/** One wait for all that the work wants at the same time; whoever gives up does not end it for the others. */
	const hold = async (signal: AbortSignal) => {
		while (held === null) {
			entering ??= enter().finally(() => {
				entering = null;
			});
			await unlessAborted(entering, signal);
		}
	};
	const besides = async <T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> => {
		aside += 1;
		dropIfWaiting();
		try {
			return await run();
		} finally {
			aside -= 1;
			// The wait for the lane belongs to what was waited for, which may take long, and not to the short step that comes next.
			if (aside === 0) await hold(signal).catch(() => undefined);
		}
	};

	return {
		async busy(signal, run) {
			busy += 1;
			try {
				await hold(signal);
				return await run();
			} finally {
				busy -= 1;
				dropIfWaiting();
			}
		},
		aside: besides,
		pull: (signal, run) =>
			besides(signal, async () => {
				const request = { ...first, closing: false, resuming: false };
				await pull.enter(request, signal);
				try {
					return await run();
				} finally {
					pull.leave(request);
				}
			}),
		leave() {
			over.abort(new AppError("ABORTED"));
			drop();
		},
	};
}

/** The same promise, left behind when the signal fires. */
function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const give = () => reject(signal.reason);
		if (signal.aborted) {
			promise.catch(() => undefined);
			return give();
		}
		signal.addEventListener("abort", give, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", give));
	});
}
