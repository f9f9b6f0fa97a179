import { rmdir } from "node:fs/promises";
import { basename } from "node:path";
import { AppError, isId } from "@berth/core";
import type { Call } from "../call.ts";
import { errnoOf } from "../files/translate-file-error.ts";
import { runTool, type ToolAnswer, toolFailure } from "../host-tools.ts";
import type { DriverContext, DriverProbe, VolumeDriver } from "./driver.ts";
import { coveringMount, parseMountinfo } from "./mountinfo.ts";
import { noSuchVolume, notAVolume, ownVolume, volumePath } from "./volume-path.ts";
import { type Dataset, parseDatasets, ZFS_COLUMNS } from "./zfs-output.ts";

/** A volume is a dataset below the one that holds the root, its limit a refquota: snapshots that an administrator takes do not count. */
export function createZfsDriver({ root, tools, host }: DriverContext): VolumeDriver {
	const zfs = (args: readonly string[], call: Call) => runTool(tools, "zfs", args, call);
	const show = ["list", "-Hp", "-t", "filesystem", "-o", ZFS_COLUMNS];

	async function parentDataset(): Promise<string> {
		const mount = coveringMount(parseMountinfo(await host.mountinfo()), root);
		if (mount?.fsType !== "zfs") throw new AppError("ENGINE_FAILED", { data: { why: "not-zfs" } });
		return mount.source;
	}

	const datasetOf = async (id: string) => `${await parentDataset()}/${id}`;

	/** Errors  CONFLICT when a dataset of this name is mounted elsewhere. */
	async function find(id: string, call: Call): Promise<Dataset | null> {
		const answer = await tools.run("zfs", [...show, await datasetOf(id)], call);
		if (isMissing(answer)) return null;
		if (answer.exitCode !== 0) throw toolFailure("zfs", answer);
		const dataset = parseDatasets(answer.stdout)[0] ?? null;
		if (dataset !== null && dataset.mountPoint !== volumePath(root, id)) throw notAVolume();
		return dataset;
	}

	async function get(id: string, call: Call): Promise<Dataset> {
		const dataset = await find(id, call);
		if (dataset === null) throw noSuchVolume(id);
		return dataset;
	}

	async function limit(dataset: Dataset, bytes: number, call: Call): Promise<boolean> {
		if (dataset.limitBytes === bytes) return false;
		const answer = await tools.run("zfs", ["set", `refquota=${bytes}`, dataset.name], call);
		if (/less than current used/i.test(answer.stderr))
			throw new AppError("CONFLICT", { message: "The volume holds more than the new limit.", data: { why: "holds-more" } });
		if (answer.exitCode !== 0) throw toolFailure("zfs", answer);
		return true;
	}

	async function mounted(dataset: Dataset, call: Call): Promise<boolean> {
		if (dataset.mounted) return false;
		await zfs(["mount", dataset.name], call);
		return true;
	}

	async function make(id: string, bytes: number, call: Call): Promise<void> {
		const path = volumePath(root, id);
		await removeEmpty(path);
		const properties = [`refquota=${bytes}`, `mountpoint=${path}`, "setuid=off", "devices=off"];
		await zfs(["create", ...properties.flatMap((one) => ["-o", one]), await datasetOf(id)], call);
	}

	return {
		kind: "zfs",
		hasQuota: true,
		async probe(call): Promise<DriverProbe> {
			if ((await tools.find("zfs")) === null) return { usable: false, seen: "the program zfs is missing", remedy: "Install zfsutils." };
			const answer = await tools.run("zfs", [...show, await parentDataset()], call);
			if (answer.exitCode !== 0)
				return { usable: false, seen: "the dataset of the volumes cannot be read", remedy: "Run as root, or grant rights with zfs allow." };
			return { usable: true, seen: `dataset ${await parentDataset()}` };
		},
		async ensure(spec, call) {
			const before = await find(spec.id, call);
			if (before === null) await make(spec.id, spec.bytes, call);
			const dataset = before ?? (await get(spec.id, call));
			const limited = await limit(dataset, spec.bytes, call);
			const attached = await mounted(dataset, call);
			const owned = await ownVolume(volumePath(root, spec.id), spec);
			return { outcome: before === null ? "created" : limited || attached || owned ? "changed" : "kept" };
		},
		async setQuota(id, bytes, call) {
			return { changed: await limit(await get(id, call), bytes, call) };
		},
		usage: async (id, call) => toObservation(id, await get(id, call)),
		async list(call, only) {
			const datasets = parseDatasets(await zfs([...show, "-d", "1", await parentDataset()], call));
			return datasets.flatMap((dataset) => {
				const id = basename(dataset.name);
				return isId(id) && only?.has(id) !== false && dataset.mountPoint === volumePath(root, id) ? [toObservation(id, dataset)] : [];
			});
		},
		async destroy(id, call) {
			const dataset = await find(id, call);
			if (dataset === null) return { changed: await removeEmpty(volumePath(root, id)) };
			// With its snapshots, which an administrator's schedule may have taken.
			const answer = await tools.run("zfs", ["destroy", "-r", "-f", dataset.name], call);
			if (/is busy/i.test(answer.stderr))
				throw new AppError("CONFLICT", { message: "Something still uses the volume.", data: { why: "busy" } });
			if (answer.exitCode !== 0 && !isMissing(answer)) throw toolFailure("zfs", answer);
			await removeEmpty(volumePath(root, id));
			return { changed: true };
		},
		attach: async (id, call) => await mounted(await get(id, call), call),
	};
}

const isMissing = (answer: ToolAnswer): boolean => answer.exitCode !== 0 && /does not exist/i.test(answer.stderr);

const toObservation = (id: string, dataset: Dataset) => ({ id, usedBytes: dataset.referencedBytes, limitBytes: dataset.limitBytes });

/** A mount point left behind. Errors  CONFLICT when something is in it: that is no volume of ours. */
async function removeEmpty(path: string): Promise<boolean> {
	try {
		await rmdir(path);
		return true;
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return false;
		if (errnoOf(error) === "ENOTEMPTY" || errnoOf(error) === "EEXIST" || errnoOf(error) === "ENOTDIR") throw notAVolume();
		throw error;
	}
}
