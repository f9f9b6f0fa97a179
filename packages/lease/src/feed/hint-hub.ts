import { type Clock, type LeaseId, type Millis, SECOND } from "@berth/core";
import type { LeaseHint, LeaseReader, Wakeups } from "@berth/db";

/** What a subscriber of the hub hears. */
export interface HubListener {
	/** Absent: hints of every lease. */
	readonly leaseId?: LeaseId;
	/** The lease's log may be longer. */
	readonly onHint: (hint: Pick<LeaseHint, "leaseId" | "seq"> & Partial<LeaseHint>) => void;
	/** Hints may have been missed: look again. */
	readonly onResync: () => void;
	/** From time to time: whatever no hint tells of may have changed. */
	readonly onPoll: () => void;
}

/**
 * Spreads the database's hints to this process's subscribers, and asks from time to time in case one was lost: one question for all.
 * Without subscribers it listens to nothing and asks nothing.
 */
export interface HintHub {
	subscribe(listener: HubListener): () => void;
}

/** How late a change is seen whose hint was lost. Shorter: open pages cost more. */
export const HUB_POLL_MS: Millis = 10 * SECOND;

export function createHintHub(
	tools: { readonly wakeups: Wakeups; readonly reader: Pick<LeaseReader, "positions"> },
	clock: Clock,
): HintHub {
	const byLease = new Map<LeaseId, Set<HubListener>>();
	const ofAll = new Set<HubListener>();
	/** How far each followed lease's log is known to go. */
	const known = new Map<LeaseId, number>();
	let listening: { readonly stop: () => void } | null = null;

	const everybody = () => [...[...byLease.values()].flatMap((listeners) => [...listeners]), ...ofAll];
	const tellLease = (hint: Parameters<HubListener["onHint"]>[0]) => {
		const listeners = byLease.get(hint.leaseId);
		if (listeners) known.set(hint.leaseId, Math.max(hint.seq, known.get(hint.leaseId) ?? 0));
		for (const listener of listeners ?? []) listener.onHint(hint);
	};
	const askPositions = async () => {
		for (const [leaseId, seq] of await tools.reader.positions([...byLease.keys()]))
			if (seq !== known.get(leaseId)) tellLease({ leaseId, seq });
	};
	const listen = () => {
		const over = new AbortController();
		const unsubscribe = tools.wakeups.subscribe({
			onHint: (hint) => {
				tellLease(hint);
				for (const listener of ofAll) listener.onHint(hint);
			},
			onResync: () => {
				for (const listener of everybody()) listener.onResync();
			},
		});
		const poll = async () => {
			while (!over.signal.aborted) {
				await clock.sleep(HUB_POLL_MS, over.signal).catch(() => undefined);
				if (over.signal.aborted) return;
				// A database that is down says nothing; the resync when it is back makes up for it.
				await askPositions().catch(() => undefined);
				for (const listener of everybody()) listener.onPoll();
			}
		};
		void poll();
		return {
			stop: () => {
				over.abort();
				unsubscribe();
				known.clear();
			},
		};
	};
	const setOf = (leaseId: LeaseId | undefined): Set<HubListener> => {
		if (leaseId === undefined) return ofAll;
		const listeners = byLease.get(leaseId) ?? new Set();
		byLease.set(leaseId, listeners);
		return listeners;
	};

	return {
		subscribe(listener) {
			setOf(listener.leaseId).add(listener);
			listening ??= listen();
			return () => {
				const listeners = setOf(listener.leaseId);
				listeners.delete(listener);
				if (listener.leaseId !== undefined && listeners.size === 0) {
					byLease.delete(listener.leaseId);
					known.delete(listener.leaseId);
				}
				if (byLease.size > 0 || ofAll.size > 0) return;
				listening?.stop();
				listening = null;
			};
		},
	};
}
