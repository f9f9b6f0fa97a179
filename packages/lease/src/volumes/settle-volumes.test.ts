import { AppError, type VolumeId } from "@berth/core";
import { createFakeEngine, createFakeHost } from "@berth/engine/fake";
import { describe, expect, it, onTestFinished } from "vitest";
import { noLog } from "../observe.ts";
import { aLease, anItem } from "../testing/records.ts";
import { roomOnceBack, roomOnceUp } from "./settle-volumes.ts";

const signal = new AbortController().signal;
const id = "01900000-0000-7000-8000-00000000000a" as VolumeId;
const MIB = 2 ** 20;
const db = (mib: number) => anItem({ service: "db", diskBytes: mib * MIB });

interface Case {
	/** In MiB: the size that served, the one that was asked for, the limit its row says, what is on the disk and in the volume. */
	readonly served: number;
	readonly asked: number;
	readonly row: number;
	readonly disk: number;
	readonly used: number | null;
	readonly shrinks?: false;
}

/** A lease whose change of size has come so far. */
async function aChange({ served, asked, row, disk, used, shrinks }: Case) {
	const host = createFakeHost();
	onTestFinished(() => host.close());
	const fake = createFakeEngine(host, { installation: "one" });
	await fake.volumes.ensure({ id, bytes: disk * MIB, owner: { uid: 0, gid: 0 }, mode: 0o711 }, { signal });
	const volumes: typeof fake.volumes = {
		...fake.volumes,
		usage: async (...ask) => ({ ...(await fake.volumes.usage(...ask)), usedBytes: used === null ? null : used * MIB }),
		async setQuota(volume, bytes, call) {
			const { limitBytes } = await fake.volumes.usage(volume, call);
			if (shrinks === false && bytes < (limitBytes ?? 0)) throw new AppError("UNSUPPORTED", { data: { why: "shrink" } });
			return fake.volumes.setQuota(volume, bytes, call);
		},
	};
	const lease = aLease({ items: [db(served)], volumes: [{ id, service: "db", index: 0, quotaBytes: row * MIB }] });
	const work = { lease, items: [db(asked)], engine: { ...fake, volumes }, log: noLog };
	const onDisk = async () => ((await fake.volumes.usage(id, { signal })).limitBytes ?? 0) / MIB;
	return { work, onDisk };
}

const spell = ({ volumeQuotas, holds }: ReturnType<typeof roomOnceUp>) => ({
	row: volumeQuotas.map(({ quotaBytes }) => quotaBytes / MIB),
	holds: holds.diskBytes / MIB,
});

describe("the room of a change that did not come up", () => {
	it.each<[string, Case, { row: number[]; holds: number; disk: number }]>([
		["goes back with the limit that grew", { served: 4, asked: 8, row: 8, disk: 8, used: 1 }, { row: [4], holds: 4, disk: 4 }],
		["was never taken", { served: 4, asked: 8, row: 8, disk: 4, used: 1 }, { row: [4], holds: 4, disk: 4 }],
		[
			"stays where the driver cannot go back",
			{ served: 4, asked: 8, row: 8, disk: 8, used: 1, shrinks: false },
			{ row: [], holds: 8, disk: 8 },
		],
		["stays where more was written meanwhile", { served: 4, asked: 8, row: 8, disk: 8, used: 6 }, { row: [], holds: 8, disk: 8 }],
		["stays where nobody knows what is in it", { served: 4, asked: 8, row: 8, disk: 8, used: null }, { row: [], holds: 8, disk: 8 }],
		["comes back to what became smaller", { served: 8, asked: 4, row: 8, disk: 4, used: 1 }, { row: [], holds: 8, disk: 8 }],
		["counts what grew beyond the row and stays so", { served: 4, asked: 8, row: 4, disk: 8, used: 6 }, { row: [8], holds: 8, disk: 8 }],
	])("%s", async (_, given, then) => {
		const { work, onDisk } = await aChange(given);
		expect({ ...spell(await roomOnceBack(work, signal)), disk: await onDisk() }).toEqual(then);
	});

	it("is what it holds when nothing ever served", async () => {
		const { work } = await aChange({ served: 4, asked: 8, row: 8, disk: 8, used: 1 });
		expect(spell(await roomOnceBack({ ...work, lease: { ...work.lease, activeRelease: null } }, signal))).toEqual({ row: [], holds: 8 });
	});
});

it.each<[string, Case, { row: number[]; holds: number }]>([
	["larger", { served: 4, asked: 8, row: 8, disk: 8, used: 1 }, { row: [], holds: 8 }],
	["smaller", { served: 8, asked: 4, row: 8, disk: 4, used: 1 }, { row: [4], holds: 4 }],
	["the same, on a volume that an earlier try left larger", { served: 4, asked: 4, row: 8, disk: 8, used: 1 }, { row: [], holds: 8 }],
])("the room of a size that came up is exactly what its volume may take: %s", async (_, given, then) => {
	expect(spell(roomOnceUp((await aChange(given)).work))).toEqual(then);
});
