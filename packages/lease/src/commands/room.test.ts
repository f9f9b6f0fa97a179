import type { VolumeId } from "@berth/core";
import type { LeaseItemRecord, LeaseVolume } from "@berth/db";
import { expect, it } from "vitest";
import { createManualClock } from "../testing/manual-clock.ts";
import { roomFor } from "./room.ts";

const clock = createManualClock();
const item = (quantity: number, diskBytes: number): LeaseItemRecord => ({
	service: "db",
	sku: "any",
	quantity,
	cpuMillis: 10,
	memoryBytes: 100,
	diskBytes,
	pidsMax: 1,
	domain: null,
});
// Ids are opaque here.
const volume = (index: number, quotaBytes: number): LeaseVolume => ({ id: `v${index}` as VolumeId, service: "db", index, quotaBytes });

it("what grows is made room for, with a volume for each instance that lacks one", () => {
	const room = roomFor(clock, [item(2, 7)], [volume(0, 7)], { cpuMillis: 10, memoryBytes: 100, diskBytes: 7 });
	expect(room.newVolumes).toEqual([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), service: "db", index: 1, quotaBytes: 7 }]);
	expect(room.volumeQuotas).toEqual([]);
	expect(room.holds).toEqual({ cpuMillis: 20, memoryBytes: 200, diskBytes: 14 });
});

it("what shrinks stays held until it is certain that the change is not taken back", () => {
	const held = { cpuMillis: 30, memoryBytes: 300, diskBytes: 27 };
	const room = roomFor(clock, [item(1, 5)], [volume(0, 9), volume(1, 9), volume(2, 9)], held);
	expect(room).toEqual({ newVolumes: [], volumeQuotas: [], holds: held });
});

it("a larger disk raises the limit of the volume that stands, and of that one alone", () => {
	const room = roomFor(clock, [item(1, 9)], [volume(0, 7), volume(1, 7)], { cpuMillis: 10, memoryBytes: 100, diskBytes: 14 });
	expect(room).toMatchObject({ newVolumes: [], volumeQuotas: [{ id: "v0", quotaBytes: 9 }], holds: { diskBytes: 16 } });
});
