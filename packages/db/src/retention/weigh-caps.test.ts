import type { NodeId, RetentionId } from "@berth/core";
import { expect, it } from "vitest";
import { type CountedRecord, type RetentionCaps, weighCaps } from "./weigh-caps.ts";

const here = "here" as NodeId;
const none: RetentionCaps = {
	"partition-count": null,
	"partition-bytes": null,
	"tenant-count": null,
	"tenant-bytes": null,
	"node-bytes": null,
};
const record = (id: string, over: Partial<CountedRecord> = {}): CountedRecord => ({
	id: id as RetentionId,
	nodeId: here,
	leaseId: null,
	leaseName: id,
	partition: null,
	bytes: 10,
	isFree: true,
	...over,
});
const own = [record("a", { partition: "x" }), record("b"), record("c", { partition: "x" }), record("d", { partition: "y" })];
const weigh = (
	caps: Partial<RetentionCaps>,
	given: { partition?: string; bytes?: number; own?: CountedRecord[]; onNode?: number } = {},
) => {
	const incoming = { nodeId: here, partition: given.partition ?? null, bytes: given.bytes ?? 10 };
	const verdict = weighCaps({ ...none, ...caps }, incoming, given.own ?? own, given.onNode ?? 40);
	return verdict.kind === "refused" ? verdict.cap : verdict.evict.map(({ record, cap }) => `${record.id} ${cap}`);
};

it.each<[string, Partial<RetentionCaps>, Parameters<typeof weigh>[1], ReturnType<typeof weigh>]>([
	["nothing goes without caps", {}, {}, []],
	["nothing goes where all fit exactly", { "tenant-count": 5, "tenant-bytes": 50, "node-bytes": 50 }, {}, []],
	["the oldest go until the rest fit", { "tenant-count": 3 }, {}, ["a tenant-count", "b tenant-count"]],
	["bytes count like records", { "tenant-bytes": 35 }, {}, ["a tenant-bytes", "b tenant-bytes"]],
	[
		"a partition's own go first, and count for the tenant too",
		{ "partition-count": 1, "tenant-count": 3 },
		{ partition: "x" },
		["a partition-count", "c partition-count"],
	],
	[
		"what goes for the partition may not be enough for the tenant",
		{ "partition-bytes": 20, "tenant-count": 3 },
		{ partition: "x" },
		["a partition-bytes", "b tenant-count"],
	],
	["a partition's caps bind nothing else", { "partition-count": 0, "partition-bytes": 0 }, {}, []],
	["a cap of none refuses, and nothing goes", { "tenant-count": 0 }, {}, "tenant-count"],
	["what is larger than a cap is refused, and nothing goes", { "tenant-bytes": 9 }, {}, "tenant-bytes"],
	["the same of a partition", { "partition-bytes": 9 }, { partition: "new" }, "partition-bytes"],
	["a full node refuses and evicts nobody", { "node-bytes": 49 }, {}, "node-bytes"],
	["a node has room again by what goes for the tenant's own caps", { "node-bytes": 49, "tenant-count": 4 }, {}, ["a tenant-count"]],
	[
		"what goes elsewhere makes no room here",
		{ "node-bytes": 49, "tenant-count": 4 },
		{ own: [record("far", { nodeId: "far" as NodeId }), ...own.slice(1)] },
		"node-bytes",
	],
	[
		"what somebody works with is passed over",
		{ "tenant-count": 4 },
		{ own: [record("busy", { isFree: false }), ...own.slice(1)] },
		["b tenant-count"],
	],
	[
		"at most thirty-two go at a time",
		{ "tenant-count": 1 },
		{ own: Array.from({ length: 40 }, (_, at) => record(`r${at}`)) },
		Array.from({ length: 32 }, (_, at) => `r${at} tenant-count`),
	],
])("%s", (_, caps, given, expected) => {
	expect(weigh(caps, given)).toEqual(expected);
});
