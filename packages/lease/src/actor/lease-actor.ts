import { AppError, type Clock, isAppError, isWorking, type LeaseId, type NodeId, toAppError } from "@berth/core";
import type { LeaseRecord, LeaseStore } from "@berth/db";
import type { LeaseMetrics, Log } from "../observe.ts";
import { backoffMs, retryWaits } from "../timings.ts";
import { runUnit, type WideEvent } from "../wide-event.ts";
import type { ActorState } from "./actor-state.ts";
import { noCalls, type ReadCalls } from "./engine-calls.ts";
import { createHandledLog } from "./handled-log.ts";
import { createInbox, describeMessage, type Message } from "./inbox.ts";
import { isCancelled, type RunWork, startWorker, type Worker } from "./worker.ts";

export interface ActorTools {
	readonly leases: Pick<LeaseStore, "find">;
	readonly nodeId: NodeId;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: LeaseMetrics;
	readonly runWork: RunWork;
	/** Compares a resting lease with its containers. */
	readonly look: (lease: LeaseRecord, signal: AbortSignal, onCalls: (calls: ReadCalls) => void) => Promise<void>;
	/** Its work begins now; since when it was due, the row says. */
	readonly onDue: (lease: LeaseRecord) => void;
	/** The node's claim turned out to be another's. */
	readonly onClaimLost: () => void;
}

interface MessageEvent extends WideEvent {
	readonly message: string;
}

/**
 * The hands of one lease: one inbox, one message at a time, one worker at most.
 *
 * Level-triggered: every message means "look", and the row says what there is to do. It may be dropped at any moment; another made
 * later goes on from the row. What a handler throws ends that message alone.
 */
export interface LeaseActor {
	offer(message: Message): boolean;
	/** Stops its worker and its timer, and takes nothing more. Waits, bounded. */
	stop(): Promise<void>;
	/** Since when there has been nothing to do, on the monotonic clock; null while there is. */
	readonly idleSinceMs: number | null;
	readonly state: ActorState;
}

export function createLeaseActor(leaseId: LeaseId, tools: ActorTools, restarts = 0): LeaseActor {
	const { clock, log, metrics, nodeId } = tools;
	const inbox = createInbox();
	const handled = createHandledLog();
	const stopped = new AbortController();
	let worker: Worker | null = null;
	let timer: { readonly at: Date; readonly stop: AbortController } | null = null;
	/** Interruptions in a row of the same work, which space out its next tries. */
	let troubles = 0;
	/** Something happened to the containers while a worker had them. */
	let stirred = false;
	let handling: Promise<void> | null = null;
	let current: Message | null = null;
	let startedAt: Date | null = null;
	let idleSinceMs = clock.monotonicMs();
	/** Since when there was something to do that was counted, or that nobody was to do. */
	let countedDueMs: number | null = null;
	let lease: LeaseRecord | null = null;
	let lastMove: ActorState["lastMove"] = null;
	let panics = 0;
	let looking = noCalls;

	const offer = (message: Message): boolean => {
		if (stopped.signal.aborted) return false;
		if (worker && message.cause === "engine") {
			stirred ||= message.isBad === true;
			return true;
		}
		// Mostly its own progress. What comes after that commit has a hint of its own.
		if (worker && message.row && worker.isWantedBy(message.row) && !isCancelled(message.row)) return true;
		const taken = inbox.offer({ ...message, at: clock.now() });
		if (!taken) metrics.refusedMessage();
		begin();
		return taken;
	};

	/** One drain at a time; what arrives while one ends begins the next. */
	const begin = () => {
		if (handling) return;
		handling = drain().finally(() => {
			handling = null;
			idleSinceMs = clock.monotonicMs();
			if (inbox.depth > 0 && !stopped.signal.aborted) begin();
		});
	};

	const drain = async () => {
		for (let message = inbox.take(); message && !stopped.signal.aborted; message = inbox.take()) {
			const began = clock.now();
			current = message;
			startedAt = began;
			let outcome = "ok";
			try {
				await observed(message);
			} catch (err) {
				outcome = toAppError(err).code;
				contain(err);
			}
			current = null;
			const { at: enqueuedAt = began } = message;
			handled.add({ message: describeMessage(message), enqueuedAt, startedAt: began, endedAt: clock.now(), outcome });
		}
	};

	/** One line for each message, a detail unless its handling failed: what it led to has lines of its own. */
	const observed = (message: Message) => {
		const event: MessageEvent = { op: "actor.message", kind: "actor", ok: true, leaseId, nodeId, message: describeMessage(message) };
		return runUnit({ log, clock, quiet: true }, event, () => handle(message, event));
	};

	const handle = async (message: Message, event: MessageEvent) => {
		const row = await tools.leases.find(leaseId, "all");
		if (row === null || row.nodeId !== nodeId) return;
		event.version = row.version;
		notice(row);
		if (worker) {
			if (worker.isWantedBy({ ...row, isQuarantined: row.quarantinedAt !== null })) return isCancelled(row) ? worker.cancel() : undefined;
			await dismiss(worker);
		}
		if (row.quarantinedAt !== null) {
			countedDueMs = dueMs(row);
			return clearTimer();
		}
		if (!isWorking(row.state)) return rest(row, message);
		const waitMs = row.wakeAt === null ? 0 : row.wakeAt.getTime() - row.readAt.getTime();
		if (waitMs > 0) return wakeIn(waitMs);
		if (timer && message.cause !== "timer") return;
		clearTimer();
		countLag(row);
		employ(row);
	};

	/** Each time once, however often its work is interrupted. */
	const countLag = (row: LeaseRecord) => {
		if (countedDueMs === dueMs(row)) return;
		countedDueMs = dueMs(row);
		tools.onDue(row);
	};

	/** A lease at rest has its containers looked at when something happened to them, or when reconcile saw a difference. */
	const rest = async (row: LeaseRecord, { cause }: Message) => {
		clearTimer();
		if (row.state === "closed") return;
		if (cause !== "engine" && cause !== "reconcile" && !stirred) return;
		// Stays set when the look throws, so that the next message looks again.
		stirred = true;
		await tools.look(row, stopped.signal, (calls) => {
			looking = calls;
		});
		looking = noCalls;
		stirred = false;
		troubles = 0;
	};

	const employ = (row: LeaseRecord) => {
		// The row was read while it was being stopped: nobody would ever stop this one.
		if (stopped.signal.aborted) return;
		const mine = startWorker(tools.runWork, row, { clock, log });
		worker = mine;
		void mine.done.then((end) => {
			if (worker !== mine) return;
			worker = null;
			if (end === "lost") return tools.onClaimLost();
			if (end === "trouble" || end === "unknown") return wakeIn(backoffMs(troubles++, retryWaits));
			troubles = 0;
			offer({ cause: "worker" });
		});
	};

	const dismiss = async (mine: Worker) => {
		await mine.preempt();
		if (worker === mine) worker = null;
		// Whoever hears of its outcome before it has ended itself meets no half-done work.
		if ((await Promise.race([mine.done, Promise.resolve(null)])) !== "done") stirred = true;
	};

	const wakeIn = (ms: number) => {
		clearTimer();
		if (stopped.signal.aborted) return;
		const stop = new AbortController();
		timer = { at: new Date(clock.now().getTime() + ms), stop };
		clock.sleep(ms, stop.signal).then(
			() => {
				timer = null;
				offer({ cause: "timer" });
			},
			() => undefined,
		);
	};

	const clearTimer = () => {
		timer?.stop.abort();
		timer = null;
	};

	const notice = (row: LeaseRecord) => {
		if (lease && lease.state !== row.state) lastMove = { from: lease.state, to: row.state, at: row.stateSince };
		lastMove ??= { from: null, to: row.state, at: row.stateSince };
		lease = row;
	};

	const contain = (err: unknown) => {
		if (stopped.signal.aborted) return;
		if (isAppError(err, "CLAIM_LOST")) return tools.onClaimLost();
		// A silent engine says nothing; when it speaks again everything is reconciled.
		if (isAppError(err, "ENGINE_UNREACHABLE")) return;
		if (!isAppError(err) || err.code === "INTERNAL") {
			panics += 1;
			metrics.panicked();
		}
		if (worker === null) wakeIn(backoffMs(troubles++, retryWaits));
	};

	return {
		offer,
		async stop() {
			stopped.abort(new AppError("ABORTED"));
			clearTimer();
			await Promise.all([worker?.preempt(), handling?.catch(() => undefined)]);
			worker = null;
		},
		get idleSinceMs() {
			return handling === null && worker === null && timer === null ? idleSinceMs : null;
		},
		get state() {
			return {
				lease,
				depth: inbox.depth,
				high: inbox.high,
				refused: inbox.refused,
				oldestAt: inbox.oldestAt,
				panics,
				restarts,
				busy: worker !== null || current !== null,
				queued: worker !== null && worker.before !== null,
				current: worker ? describeWorker(worker) : current && describeMessage(current),
				step: worker?.step ?? null,
				startedAt: worker || current ? startedAt : null,
				timerAt: timer?.at ?? lease?.wakeAt ?? null,
				lastMove,
				calls: worker?.calls ?? looking,
				handled: handled.newest,
			};
		},
	};
}

/** Since when a lease has something to do: its timer, or its state. */
export const dueMs = ({ wakeAt, stateSince }: Pick<LeaseRecord, "wakeAt" | "stateSince">): number => (wakeAt ?? stateSince).getTime();

const describeWorker = ({ lease, before }: Worker): string =>
	before === null ? `work: ${lease.state}` : `waiting for a lane: ${before} before it`;
