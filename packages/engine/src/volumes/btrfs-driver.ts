import { lstat } from "node:fs/promises";
import { basename } from "node:path";
import type { Call } from "../call.ts";
import { unlessMissing } from "../files/translate-file-error.ts";
import { runTool, toolFailure } from "../host-tools.ts";
import { parseQgroups, parseSubvolumes, type Qgroup, type Subvolume, subvolumesWithin } from "./btrfs-output.ts";
import type { DriverContext, DriverProbe, VolumeDriver } from "./driver.ts";
import { noSuchVolume, notAVolume, ownVolume, volumeIdsIn, volumePath } from "./volume-path.ts";

/**
 * Level of our quota groups, one per volume, numbered as the volume's subvolume.
 *
 * The limit is not put on the subvolume itself: anybody who may write in a directory of btrfs may make a subvolume there, which
 * counts for itself, and so would step over the limit. Whatever is found inside a volume is put into the volume's group.
 */
const GROUP_LEVEL = 66;
/** Every subvolume's top directory has this number, and no other directory has. */
const SUBVOLUME_INODE = 256;

/** A volume is a subvolume, its limit a quota group. */
export function createBtrfsDriver({ root, tools, host }: DriverContext): VolumeDriver {
	const btrfs = (args: readonly string[], call: Call) => runTool(tools, "btrfs", args, call);
	const groupOf = (subvolume: number) => `${GROUP_LEVEL}/${subvolume}`;
	const readQgroups = async (call: Call, fresh: boolean) =>
		parseQgroups(await btrfs(["qgroup", "show", "--raw", "-pre", ...(fresh ? ["--sync"] : []), root], call));
	const readSubvolumes = async (call: Call) => parseSubvolumes(await btrfs(["subvolume", "list", root], call));
	const numberOf = async (path: string, call: Call) => Number((await btrfs(["inspect-internal", "rootid", path], call)).trim());

	/** Number of a volume's subvolume; null when there is none. */
	async function find(id: string, call: Call): Promise<number | null> {
		const path = volumePath(root, id);
		const found = await unlessMissing(lstat(path));
		if (found === null) return null;
		if (!found.isDirectory() || found.ino !== SUBVOLUME_INODE) throw notAVolume();
		return await numberOf(path, call);
	}

	async function get(id: string, call: Call): Promise<number> {
		const number = await find(id, call);
		if (number === null) throw noSuchVolume(id);
		return number;
	}

	/** Puts subvolumes that a tenant made inside its volume under the volume's limit. */
	async function adopt(number: number, subvolumes: readonly Subvolume[], qgroups: readonly Qgroup[], call: Call): Promise<boolean> {
		const members = [number, ...subvolumesWithin(subvolumes, number).map((one) => one.number)];
		const strangers = members.filter(
			(one) => !qgroups.some((q) => q.level === 0 && q.number === one && q.parents.includes(groupOf(number))),
		);
		for (const one of strangers) {
			const answer = await tools.run("btrfs", ["qgroup", "assign", `0/${one}`, groupOf(number), root], call);
			// Another look has put it there meanwhile.
			if (answer.exitCode !== 0 && !/File exists/i.test(answer.stderr)) throw toolFailure("btrfs", answer);
		}
		return strangers.length > 0;
	}

	/** Makes the group, its members and its limit what they should be. */
	async function limit(number: number, bytes: number, call: Call): Promise<boolean> {
		const qgroups = await readQgroups(call, false);
		const group = qgroups.find((one) => isGroupOf(one, number));
		if (group === undefined) await btrfs(["qgroup", "create", groupOf(number), root], call);
		if (group?.referencedBytesMax !== bytes) await btrfs(["qgroup", "limit", String(bytes), groupOf(number), root], call);
		const adopted = await adopt(number, await readSubvolumes(call), qgroups, call);
		return adopted || group?.referencedBytesMax !== bytes;
	}

	async function dropGroups(numbers: readonly number[], group: number, call: Call): Promise<void> {
		// New kernels drop a dead subvolume's own group by themselves and refuse to do it at once; a leftover holds no byte.
		for (const number of numbers) {
			await tools.run("btrfs", ["qgroup", "remove", `0/${number}`, groupOf(group), root], call);
			await tools.run("btrfs", ["qgroup", "destroy", `0/${number}`, root], call);
		}
		await tools.run("btrfs", ["qgroup", "destroy", groupOf(group), root], call);
	}

	async function observe(id: string, number: number | null, qgroups: readonly Qgroup[]) {
		const group = qgroups.find((one) => number !== null && isGroupOf(one, number));
		return { id, usedBytes: group?.referencedBytes ?? null, limitBytes: group?.referencedBytesMax ?? null };
	}

	return {
		kind: "btrfs",
		hasQuota: true,
		async probe(call): Promise<DriverProbe> {
			if ((await tools.find("btrfs")) === null)
				return { usable: false, seen: "the program btrfs is missing", remedy: "Install btrfs-progs." };
			if (!(await host.mayAdminister()))
				return { usable: false, seen: "no right to set quotas", remedy: "Run as root, or with CAP_SYS_ADMIN." };
			const shown = await tools.run("btrfs", ["qgroup", "show", "--raw", "-pre", root], call);
			if (shown.exitCode !== 0)
				return { usable: false, seen: "btrfs without quotas", remedy: `Turn quotas on: btrfs quota enable ${root}` };
			return { usable: true, seen: "btrfs with quotas" };
		},
		async ensure(spec, call) {
			const path = volumePath(root, spec.id);
			const before = await find(spec.id, call);
			if (before === null) await btrfs(["subvolume", "create", path], call);
			const limited = await limit(before ?? (await get(spec.id, call)), spec.bytes, call);
			const owned = await ownVolume(path, spec);
			return { outcome: before === null ? "created" : limited || owned ? "changed" : "kept" };
		},
		async setQuota(id, bytes, call) {
			return { changed: await limit(await get(id, call), bytes, call) };
		},
		async usage(id, call) {
			const number = await get(id, call);
			const qgroups = await readQgroups(call, true);
			await adopt(number, await readSubvolumes(call), qgroups, call);
			return await observe(id, number, qgroups);
		},
		async list(call, only) {
			const ids = await volumeIdsIn(root, only);
			if (ids.length === 0) return [];
			const [here, qgroups, subvolumes] = [await numberOf(root, call), await readQgroups(call, only !== null), await readSubvolumes(call)];
			const numbers = numbersById(subvolumes, here);
			for (const id of ids) {
				const number = numbers.get(id);
				// One that is being made has no group yet, and one that goes meanwhile has none any more.
				if (number === undefined || !qgroups.some((one) => isGroupOf(one, number))) continue;
				await adopt(number, subvolumes, qgroups, call).catch(async (error: unknown) => {
					if (call.signal.aborted || (await find(id, call)) !== null) throw error;
				});
			}
			return await Promise.all(ids.map((id) => observe(id, numbers.get(id) ?? null, qgroups)));
		},
		async destroy(id, call) {
			const path = volumePath(root, id);
			const number = await find(id, call);
			if (number === null) return { changed: false };
			const within = subvolumesWithin(await readSubvolumes(call), number).map((one) => one.number);
			// Removing takes room too, which a full group would refuse.
			await tools.run("btrfs", ["qgroup", "limit", "none", groupOf(number), root], call);
			// By number, from the volume down: the way to a subvolume inside is a path the tenant could bend.
			for (const one of within) await btrfs(["subvolume", "delete", "--subvolid", String(one), path], call);
			// Committed, or it could be back after a crash.
			await btrfs(["subvolume", "delete", "--commit-after", path], call);
			await dropGroups([...within, number], number, call);
			return { changed: true };
		},
		async attach() {
			return false;
		},
	};
}

const isGroupOf = (one: Qgroup, subvolume: number): boolean => one.level === GROUP_LEVEL && one.number === subvolume;

/** Volumes by their id: subvolumes that stand in the root's own subvolume. A name that occurs twice tells nothing. */
function numbersById(subvolumes: readonly Subvolume[], here: number): Map<string, number> {
	const numbers = new Map<string, number>();
	const twice = new Set<string>();
	for (const { number, parent, path } of subvolumes) {
		if (parent !== here) continue;
		const name = basename(path);
		if (numbers.has(name)) twice.add(name);
		numbers.set(name, number);
	}
	for (const name of twice) numbers.delete(name);
	return numbers;
}
