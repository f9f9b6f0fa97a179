import type { LeaseFeedMessage, LeaseId } from "@berth/core";
import type { LeaseWorld } from "../crash/lease-world.ts";
import { waitUntil } from "../support/wait-until.ts";

/** Subscribers that listen from the first event of every lease and notice what the feed must never do. */
export interface EventFollower {
	/** Waits until each lease's subscriber has heard all that is in its log. */
	caughtUp(leases: readonly LeaseId[]): Promise<void>;
	faults(): readonly string[];
	stop(): void;
}

export function followEvents(world: LeaseWorld): EventFollower {
	const { service, caller, stores } = world;
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
		heard.set(id, 0);
		for await (const message of service.watch(caller, id, { afterSeq: 0 }, over.signal)) hear(id, message);
	};
	const unsubscribe = stores.wakeups.subscribe({
		onHint: ({ leaseId, tenantId }) => {
			if (tenantId !== world.tenantId || heard.has(leaseId)) return;
			follow(leaseId).catch((err: unknown) => faults.push(`${leaseId}: ${err}`));
		},
		onResync: () => undefined,
	});
	return {
		async caughtUp(leases) {
			for (const id of leases) {
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
