import type { VolumeRecord } from "@berth/db";
import { createFakeEngine, createFakeHost } from "@berth/engine/fake";
import { expect, it, onTestFinished } from "vitest";
import { noLog } from "../observe.ts";
import { createManualClock } from "../testing/manual-clock.ts";
import { aLease } from "../testing/records.ts";
import { createOrphanWatch } from "./orphan-watch.ts";

const signal = new AbortController().signal;
const [kept, lost] = ["01900000-0000-7000-8000-00000000000a", "01900000-0000-7000-8000-00000000000b"];

it("a volume is nobody's when it was seen without a row three times in a row, and what cannot be read is no sighting", async () => {
	const host = createFakeHost();
	onTestFinished(() => host.close());
	const engine = createFakeEngine(host, { installation: "one" });
	for (const id of [kept, lost]) await engine.volumes.ensure({ id, bytes: 2 ** 20, owner: { uid: 0, gid: 0 }, mode: 0o711 }, { signal });
	let known = [kept];
	const drifts: string[] = [];
	const watch = createOrphanWatch({
		// Only ids are compared.
		stores: {
			volumes: {
				list: async () => [],
				countByRetention: async () => new Map(),
				find: async () => null,
				listByNode: async () => known.map((id) => ({ id }) as VolumeRecord),
			},
		},
		engine,
		nodeId: aLease().nodeId,
		clock: createManualClock(),
		log: noLog,
		metrics: { drift: (kind) => void drifts.push(kind) },
	});
	const look = async (times: number) => {
		for (let i = 0; i < times; i++) await watch.look(signal);
		return watch.orphans().map(({ id }) => id);
	};

	expect(await look(2)).toEqual([]);
	host.faults.fail("volumes.list", { error: "ENGINE_FAILED" });
	await expect(watch.look(signal)).rejects.toMatchObject({ code: "ENGINE_FAILED" });
	expect(watch.orphans()).toEqual([]);
	expect(await look(1)).toEqual([lost]);
	expect(await look(2)).toEqual([lost]);
	expect(drifts).toEqual(["volume"]);

	known = [kept, lost];
	expect(await look(1)).toEqual([]);
	known = [kept];
	expect(await look(2)).toEqual([]);
});
