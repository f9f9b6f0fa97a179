import { type Clock, type LeaseId, type Millis, SECOND } from "@berth/core";
import type { LeaseHint, Wakeups } from "@berth/db";

/** What a subscriber of the hub hears: a lease to look at, or that hints may have been missed. */
export interface HubListener {
	/** Absent: hints of every lease. */
	readonly leaseId?: LeaseId;
	readonly onHint: (hint: LeaseHint) => void;
	/** Look again at everything. `poll` comes from time to time, in case a hint was lost. */
	readonly onLook: (why: "resync" | "poll") => void;
}

/** Spreads the database's hints to this process's subscribers. Without subscribers it listens to nothing and asks nothing. */
export interface HintHub {
	subscribe(listener: HubListener): () => void;
}

/** How late a change is seen whose hint was lost. Shorter: every open page asks more often. */
export const HUB_POLL_MS: Millis = 5 * SECOND;

export function createHintHub(wakeups: Wakeups, clock: Clock): HintHub {
	const byLease = new Map<LeaseId, Set<HubListener>>();
	const ofAll = new Set<HubListener>();
	let listening: { readonly stop: () => void } | null = null;

	const tellAll = (why: "resync" | "poll") => {
		for (const listeners of byLease.values()) for (const listener of listeners) listener.onLook(why);
		for (const listener of ofAll) listener.onLook(why);
	};
	const listen = () => {
		const over = new AbortController();
		const unsubscribe = wakeups.subscribe({
			onHint: (hint) => {
				for (const listener of byLease.get(hint.leaseId) ?? []) listener.onHint(hint);
				for (const listener of ofAll) listener.onHint(hint);
			},
			onResync: () => tellAll("resync"),
		});
		const poll = async () => {
			while (!over.signal.aborted) {
				await clock.sleep(HUB_POLL_MS, over.signal).catch(() => undefined);
				if (!over.signal.aborted) tellAll("poll");
			}
		};
		void poll();
		return {
			stop: () => {
				over.abort();
				unsubscribe();
			},
		};
	};
	const setOf = (leaseId: LeaseId | undefined): Set<HubListener> => {
		if (leaseId === undefined) return ofAll;
		const known = byLease.get(leaseId) ?? new Set();
		byLease.set(leaseId, known);
		return known;
	};

	return {
		subscribe(listener) {
			setOf(listener.leaseId).add(listener);
			listening ??= listen();
			return () => {
				const listeners = setOf(listener.leaseId);
				listeners.delete(listener);
				if (listener.leaseId !== undefined && listeners.size === 0) byLease.delete(listener.leaseId);
				if (byLease.size > 0 || ofAll.size > 0) return;
				listening?.stop();
				listening = null;
			};
		},
	};
}
