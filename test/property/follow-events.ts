import { isAppError, type LeaseFeedMessage, type LeaseId, systemClock } from "@berth/core";
import { waitUntil } from "../support/wait-until.ts";
import type { History } from "./history.ts";

/** Subscribers that listen from the first event of every lease and notice what the feed must never do. */
export interface EventFollower {
	/** Waits until each lease's subscriber has heard all that is in its log. */
	caughtUp(leases: readonly LeaseId[]): Promise<void>;
	faults(): readonly string[];
	stop(): void;
}

/** Between tries to begin while the database is away: only later a subscription waits for it by itself. */
const RETRY_MS = 20;

export function followEvents({ world, test }: History): EventFollower {
	const { service, caller } = world;
	const { stores } = test.database;
	const over = new AbortController();
	const faults: string[] = [];
	const heard = new Map<LeaseId, number>();

	const hear = (id: LeaseId, message: LeaseFeedMessage) => {
		let last = heard.get(id) ?? 0;
		if (message.kind === "reset") faults.push(`${id}: reset at ${last}`);
		for (const event of message.events) {
			if (event.seq !== last + 1) faults.push(`${id}: ${event.seq} after ${last}`);
			last = event.seq;
		}
		if (message.lease.eventSeq < last) faults.push(`${id}: the lease is older (${message.lease.eventSeq}) than its events (${last})`);
		heard.set(id, last);
	};
	const follow = async (id: LeaseId) => {
		while (!over.signal.aborted)
			try {
				for await (const message of service.watch(caller, id, { afterSeq: heard.get(id) ?? 0 }, over.signal)) hear(id, message);
				return;
			} catch (err) {
				if (!isAppError(err, "DATABASE_UNAVAILABLE") || heard.get(id) !== 0) throw err;
				await systemClock.sleep(RETRY_MS, over.signal).catch(() => undefined);
			}
	};
	const begin = (id: LeaseId) => {
		if (heard.has(id)) return;
		heard.set(id, 0);
		follow(id).catch((err: unknown) => over.signal.aborted || faults.push(`${id}: ${err}`));
	};
	const unsubscribe = stores.wakeups.subscribe({
		onHint: ({ leaseId, tenantId }) => void (tenantId === world.tenantId && begin(leaseId)),
		onResync: () => undefined,
	});
	return {
		async caughtUp(leases) {
			for (const id of leases) {
				// The hint of its birth may have been lost.
				begin(id);
				await waitUntil(async () => heard.get(id) === (await stores.leases.find(id, "all"))?.eventSeq || faults.length > 0, {
					timeoutMs: 20_000,
					what: `the subscriber of ${id} to hear everything`,
				});
			}
		},
		faults: () => faults,
		stop() {
			unsubscribe();
			over.abort();
		},
	};
}
