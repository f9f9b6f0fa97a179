import type { LeaseId, NodeId, TenantId } from "@berth/core";
import type { LeaseHint, Wakeups } from "@berth/db";
import { expect, it } from "vitest";
import { createManualClock, settled } from "../testing/manual-clock.ts";
import { aLease, leaseId } from "../testing/records.ts";
import { createHintHub, HUB_POLL_MS } from "./hint-hub.ts";

const other = "other" as LeaseId;
const hintOf = (lease: LeaseId, seq: number): LeaseHint => ({
	leaseId: lease,
	tenantId: aLease().tenantId satisfies TenantId,
	nodeId: aLease().nodeId satisfies NodeId,
	seq,
});

function stage() {
	const clock = createManualClock();
	const subscribed = new Set<Parameters<Wakeups["subscribe"]>[0]>();
	const asked: (readonly LeaseId[])[] = [];
	const positions = new Map<LeaseId, number>();
	const hub = createHintHub(
		{
			wakeups: {
				subscribe(listener) {
					subscribed.add(listener);
					return () => subscribed.delete(listener);
				},
			},
			reader: {
				async positions(ids) {
					asked.push(ids);
					return positions;
				},
			},
		},
		clock,
	);
	const heard: string[] = [];
	const listen = (name: string, id?: LeaseId) =>
		hub.subscribe({
			...(id && { leaseId: id }),
			onHint: ({ seq }) => heard.push(`${name} ${seq}`),
			onResync: () => heard.push(`${name} resync`),
			onPoll: () => undefined,
		});
	return { clock, hub, subscribed, asked, positions, heard, listen };
}

it("a hub without subscribers listens to nothing and asks nothing", async () => {
	const { clock, subscribed, asked, listen } = stage();
	expect(subscribed.size).toBe(0);
	const undo = [listen("one", leaseId), listen("all")];
	expect(subscribed.size).toBe(1);
	for (const stop of undo) stop();
	expect(subscribed.size).toBe(0);
	expect(clock.sleepers).toBe(0);
	await clock.advance(10 * HUB_POLL_MS);
	expect(asked).toEqual([]);
});

it("a hint reaches those who follow its lease or all of them, a resync everybody", () => {
	const { subscribed, heard, listen } = stage();
	listen("one", leaseId);
	listen("other", other);
	listen("all");
	for (const { onHint, onResync } of subscribed) {
		onHint(hintOf(leaseId, 3));
		onResync();
	}
	expect(heard).toEqual(["one 3", "all 3", "one resync", "other resync", "all resync"]);
});

it("a lost hint is made up for by one question for all followed leases", async () => {
	const { clock, asked, positions, heard, subscribed, listen } = stage();
	listen("one", leaseId);
	listen("two", leaseId);
	listen("other", other);
	for (const { onHint } of subscribed) onHint(hintOf(leaseId, 3));
	positions.set(leaseId, 3).set(other, 8);
	heard.length = 0;
	await clock.advance(HUB_POLL_MS);
	await settled();
	expect(asked).toEqual([[leaseId, other]]);
	expect(heard).toEqual(["other 8"]);
});
