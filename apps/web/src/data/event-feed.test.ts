// @vitest-environment node
import type { ListedEventView } from "@berth/core";
import { expect, test } from "vitest";
import { applyEventMessage, countsByTime, type EventFeedRow } from "./event-feed.ts";

const event = (seq: number, at = "2026-01-01T00:00:00Z"): ListedEventView => ({
	leaseId: "lease",
	leaseName: "shop",
	seq,
	at,
	operationId: null,
	actor: "agent",
	body: { type: "cancelRequested" },
});
const shown = (rows: readonly EventFeedRow[]) => rows.map((row) => (row.kind === "gap" ? "gap" : row.event.seq));
const first = applyEventMessage([], { kind: "reset", events: [event(1), event(2)] });

test("the newest stands first, and what comes twice is shown once", () => {
	expect(shown(first)).toEqual([2, 1]);
	expect(shown(applyEventMessage(first, { kind: "events", events: [event(2), event(3)] }))).toEqual([3, 2, 1]);
	expect(shown(applyEventMessage(first, { kind: "reset", events: [event(2), event(3)] }))).toEqual([3, 2, 1]);
});

test("a gap is one row, told or found by a stream that begins anew after what is known", () => {
	const cut = applyEventMessage(first, { kind: "reset", events: [event(8), event(9)] });
	expect(shown(cut)).toEqual([9, 8, "gap", 2, 1]);
	const told = applyEventMessage(applyEventMessage(first, { kind: "gap" }), { kind: "gap" });
	expect(shown(told)).toEqual(["gap", 2, 1]);
	expect(shown(applyEventMessage([], { kind: "gap" }))).toEqual([]);
});

test("no more are held than a page shows", () => {
	const many = applyEventMessage(first, { kind: "events", events: Array.from({ length: 600 }, (_, at) => event(at + 3)) });
	expect(many).toHaveLength(500);
	expect(shown(many).at(0)).toBe(602);
});

test("events are counted by when they were, those of a clock ahead as now, and those before the first span not at all", () => {
	const now = Date.parse("2026-01-01T00:01:00Z");
	const at = (time: string) => event(1, `2026-01-01T00:${time}Z`);
	expect(countsByTime([at("00:59"), at("00:49"), at("00:41"), at("01:02"), at("00:01")], now, { spanMs: 10_000, spans: 2 })).toEqual([
		2, 2,
	]);
});
