import { AppError, type RetentionId, type VolumeId } from "@berth/core";
import type { VolumeRecord } from "@berth/db";
import { createFakeEngine, createFakeHost } from "@berth/engine/fake";
import { expect, it, onTestFinished } from "vitest";
import { noLog } from "../observe.ts";
import { aLease } from "../testing/records.ts";
import { createLostWatch } from "./lost-watch.ts";

const signal = new AbortController().signal;
const id = (last: string) => `01900000-0000-7000-8000-0000000000${last}`;
const [half, gone, whole] = [id("01"), id("02"), id("03")] as [RetentionId, RetentionId, RetentionId];
const volumes = { [id("0a")]: half, [id("0b")]: half, [id("0c")]: gone, [id("0d")]: whole };
const { nodeId } = aLease();

/** A node with records of which one has lost its volume and one a part of its volumes. */
async function aNode() {
	const host = createFakeHost();
	onTestFinished(() => host.close());
	const engine = createFakeEngine(host, { installation: "one" });
	const make = (volume: string) =>
		engine.volumes.ensure({ id: volume, bytes: 2 ** 20, owner: { uid: 0, gid: 0 }, mode: 0o711 }, { signal });
	for (const volume of [id("0a"), id("0d")]) await make(volume);
	const lost: string[] = [];
	let busy = false;
	const arriving: RetentionId[] = [];
	const rows = Object.entries(volumes).map(([volume, retentionId]) => ({ id: volume as VolumeId, retentionId }) as VolumeRecord);
	const watch = createLostWatch({
		stores: {
			// Only ids are compared.
			volumes: { listByNode: async () => rows.filter(({ retentionId }) => !lost.includes(retentionId ?? "")) },
			imports: { underWay: async () => arriving },
			retentions: { lose: async (_, one) => !busy && lost.push(one) > 0 },
		},
		engine,
		nodeId,
		fence: { nodeId, epoch: 1 },
		actor: "node:one",
		log: noLog,
		metrics: { retentionEnded: () => undefined },
	});
	const look = () => watch.look(signal);
	return { host, watch, make, look, lost, arriving, setBusy: (is: boolean) => (busy = is) };
}

it("a record is lost when none of its volumes was there three times in a row, and only then", async () => {
	const { watch, look, lost } = await aNode();
	for (let time = 1; time <= 2; time++) {
		expect(await look()).toEqual({ ended: 0 });
		expect(watch.missing()).toEqual([{ retentionId: gone, times: time }]);
	}
	expect(await look()).toEqual({ ended: 1 });
	expect(lost).toEqual([gone]);
	for (let time = 0; time < 3; time++) expect(await look()).toEqual({ ended: 0 });
});

it("what is on its way is not missed, however long it takes to stand", async () => {
	const { watch, look, lost, arriving } = await aNode();
	await look();
	arriving.push(gone);
	for (let time = 0; time < 4; time++) {
		expect(await look()).toEqual({ ended: 0 });
		expect(watch.missing()).toEqual([]);
	}
	arriving.pop();
	await look();
	expect([watch.missing(), lost]).toEqual([[{ retentionId: gone, times: 1 }], []]);
});

it.each([
	["a directory that cannot be trusted", new AppError("ENGINE_FAILED", { data: { why: "root-changed" } }), "root-unverified"],
	["an engine that does not answer", new AppError("ENGINE_UNREACHABLE"), "engine"],
] as const)("%s forgets what was missed before, and nothing is lost", async (_, error, skipped) => {
	const { host, watch, look, lost } = await aNode();
	for (let time = 0; time < 2; time++) await look();
	host.faults.fail("volumes.list", { error });
	expect(await look()).toEqual({ skipped });
	expect(watch.missing()).toEqual([]);
	for (let time = 0; time < 2; time++) await look();
	expect(lost).toEqual([]);
});

it("a volume that comes back is found again, and one whose record somebody works with is left to them", async () => {
	const { look, make, lost, setBusy } = await aNode();
	for (let time = 0; time < 2; time++) await look();
	setBusy(true);
	expect(await look()).toEqual({ ended: 0 });
	await make(id("0c"));
	setBusy(false);
	for (let time = 0; time < 3; time++) expect(await look()).toEqual({ ended: 0 });
	expect(lost).toEqual([]);
});
