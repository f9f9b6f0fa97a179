// @vitest-environment node
import type { LeaseEvent } from "@berth/core";
import { expect, test } from "vitest";
import { applyLeaseMessage } from "./apply-event.ts";
import { leaseDetail } from "./example-lease.ts";

const event = (seq: number): LeaseEvent => ({
	leaseId: "l",
	seq,
	at: "2025-02-01T12:00:00.000Z",
	operationId: null,
	actor: "user:ada@example.org",
	body: { type: "quarantined", quarantined: false },
});
const message = (kind: "reset" | "change", version: number, seqs: readonly number[]) => ({
	kind,
	lease: leaseDetail({ version, eventSeq: seqs.at(-1) ?? 0 }),
	events: seqs.map(event),
});
const seqs = (feed: { readonly events: readonly LeaseEvent[] }) => feed.events.map(({ seq }) => seq);

test("events are held in order, each once, however often they are told", () => {
	let feed = applyLeaseMessage(undefined, message("reset", 1, [1, 2]));
	feed = applyLeaseMessage(feed, message("change", 2, [3]));
	feed = applyLeaseMessage(feed, message("change", 3, [2, 3, 4]));
	feed = applyLeaseMessage(feed, message("reset", 3, [1, 2, 3, 4, 5]));
	expect(seqs(feed)).toEqual([1, 2, 3, 4, 5]);
	expect(feed.position).toBe(5);
});

test("a message that says nothing new leaves the feed as it is", () => {
	const feed = applyLeaseMessage(undefined, message("reset", 4, [1]));
	expect(applyLeaseMessage(feed, message("change", 4, [1]))).toBe(feed);
	expect(applyLeaseMessage(feed, message("change", 3, [1]))).toBe(feed);
});

test("a lease that only changed in what was observed is drawn again", () => {
	const feed = applyLeaseMessage(undefined, message("reset", 4, [1]));
	const silent = {
		...message("change", 4, [1]),
		lease: leaseDetail({ version: 4, eventSeq: 1, unknownSince: "2025-02-01T12:00:00.000Z" }),
	};
	expect(applyLeaseMessage(feed, silent).lease.unknownSince).toBe("2025-02-01T12:00:00.000Z");
});

test("a snapshot that does not join on to what is held leaves no hole in the story", () => {
	const feed = applyLeaseMessage(undefined, message("reset", 1, [1, 2]));
	expect(seqs(applyLeaseMessage(feed, message("reset", 9, [8, 9])))).toEqual([8, 9]);
});
