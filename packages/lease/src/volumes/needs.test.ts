import { heldBy, type VolumeId } from "@berth/core";
import type { LeaseItemRecord, LeaseVolume } from "@berth/db";
import { describe, expect, it } from "vitest";
import { quotasAfter, resized, volumesNeeded } from "./needs.ts";

const item = (service: string, quantity: number, diskBytes: number): LeaseItemRecord => ({
	service,
	sku: "any",
	quantity,
	cpuMillis: 100,
	memoryBytes: 10,
	diskBytes,
	pidsMax: 1,
	domain: null,
});
const volume = (service: string, index: number, quotaBytes: number): LeaseVolume => ({
	id: `${service}-${index}` as VolumeId,
	service,
	index,
	quotaBytes,
});

describe("the volumes a lease needs", () => {
	it.each([
		["nothing where no size has disk", [item("web", 3, 0)], [], { create: [], resize: [] }],
		[
			"one for each instance of a size with disk",
			[item("web", 1, 0), item("db", 2, 7)],
			[],
			{
				create: [
					{ service: "db", index: 0, quotaBytes: 7 },
					{ service: "db", index: 1, quotaBytes: 7 },
				],
				resize: [],
			},
		],
		["nothing that stands already", [item("db", 1, 7)], [volume("db", 0, 7)], { create: [], resize: [] }],
		[
			"only the difference of a larger quantity",
			[item("db", 2, 7)],
			[volume("db", 0, 7)],
			{ create: [{ service: "db", index: 1, quotaBytes: 7 }], resize: [] },
		],
		["nothing away of a smaller quantity", [item("db", 1, 7)], [volume("db", 0, 7), volume("db", 1, 7)], { create: [], resize: [] }],
		[
			"another limit for another size, larger or smaller, also of one that waited",
			[item("a", 1, 9), item("b", 2, 5)],
			[volume("a", 0, 7), volume("b", 0, 7), volume("b", 1, 6), volume("b", 2, 6)],
			{
				create: [],
				resize: [
					{ id: "a-0", quotaBytes: 9 },
					{ id: "b-0", quotaBytes: 5 },
					{ id: "b-1", quotaBytes: 5 },
				],
			},
		],
		["nothing of a service that has no disk any more", [item("db", 1, 0)], [volume("db", 0, 7)], { create: [], resize: [] }],
	])("are %s", (_, items, standing, needed) => {
		expect(volumesNeeded(items, standing)).toEqual(needed);
	});
});

describe("the limits that work sets", () => {
	it.each([
		["grow with the size", [item("db", 1, 9)], [item("db", 1, 7)], 7, [{ id: "db-0", quotaBytes: 9 }]],
		["shrink with the size", [item("db", 1, 5)], [item("db", 1, 7)], 7, [{ id: "db-0", quotaBytes: 5 }]],
		["stay where an earlier attempt made one larger than its size", [item("db", 1, 7)], [item("db", 1, 7)], 9, []],
		["stay as they are before anything has served", [item("db", 1, 7)], null, 9, []],
		["grow also before anything has served", [item("db", 1, 9)], null, 7, [{ id: "db-0", quotaBytes: 9 }]],
	])("%s", (_, items, served, quotaBytes, after) => {
		expect(quotasAfter(items, served, [volume("db", 0, quotaBytes)])).toEqual(after);
	});
});

describe("what a lease holds", () => {
	it.each([
		["is its sizes times their quantities", [item("web", 3, 0), item("db", 2, 7)], [], { cpuMillis: 500, memoryBytes: 50, diskBytes: 14 }],
		[
			"counts a volume that waits for its instance",
			[item("db", 1, 7)],
			[volume("db", 0, 7), volume("db", 1, 7), volume("gone", 0, 3)],
			{ cpuMillis: 100, memoryBytes: 10, diskBytes: 17 },
		],
		[
			"counts the larger of limit and size while one becomes the other",
			[item("a", 1, 9), item("b", 1, 5)],
			[volume("a", 0, 7), volume("b", 0, 7)],
			{ cpuMillis: 200, memoryBytes: 20, diskBytes: 16 },
		],
	])("%s", (_, items, volumes, holds) => {
		expect(heldBy(items, volumes)).toEqual(holds);
	});

	it("is exact once the limits are changed", () => {
		const [items, volumes] = [
			[item("a", 1, 9), item("b", 1, 5)],
			[volume("a", 0, 7), volume("b", 0, 7), volume("b", 1, 2)],
		];
		expect(heldBy(items, resized(volumes, volumesNeeded(items, volumes).resize)).diskBytes).toBe(9 + 5 + 2);
	});
});
