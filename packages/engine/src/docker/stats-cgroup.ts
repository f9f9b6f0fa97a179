import { readFile } from "node:fs/promises";
import { systemClock } from "@berth/core";
import { type StatsTexts, toFrame } from "./stats-files.ts";
import type { StatsFrame } from "./to-sample.ts";

const ROOT = "/sys/fs/cgroup";

/** Where one container's figures can be read on this machine. */
interface CgroupPlace {
	readonly version: 1 | 2;
	readonly files: Readonly<Record<Exclude<keyof StatsTexts, "version">, string>>;
}

/**
 * Reads a running container's figures from the kernel's files. Null when they cannot be read here: the daemon runs elsewhere, its
 * containers are hidden from us, or the files are not mounted.
 */
export async function openCgroup(id: string, pid: number | null): Promise<{ read(): Promise<StatsFrame | null> } | null> {
	if (!pid) return null;
	const place = findPlace(id, pid, await readText(`/proc/${pid}/cgroup`));
	if (!place || (await readText(place.files.cpu)) === null) return null;
	return {
		async read() {
			const texts = Object.entries(place.files).map(async ([name, path]) => [name, await readText(path)] as const);
			const { cpu = null, memory = null, memoryLimit = null, ...rest } = Object.fromEntries(await Promise.all(texts));
			const { memoryStat = null, disk = null, pids = null, network = null } = rest;
			const all = { version: place.version, cpu, memory, memoryLimit, memoryStat, disk, pids, network };
			return toFrame(all, new Date(), systemClock.monotonicMs());
		},
	};
}

/**
 * The place named by the text of `/proc/<pid>/cgroup`. Null unless it names the container: process numbers of another machine, or of
 * another name space, mean something else here.
 */
export function findPlace(id: string, pid: number, text: string | null): CgroupPlace | null {
	const lines = (text ?? "").split("\n").map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
	const pathOf = (controller: string) => lines.find((line) => line?.[1]?.split(",").includes(controller))?.[2] ?? "";
	const network = `/proc/${pid}/net/dev`;
	const old = pathOf("cpuacct");
	if (old.includes(id)) {
		const at = (controller: string) => `${ROOT}/${controller}${pathOf(controller)}`;
		return {
			version: 1,
			files: {
				cpu: `${at("cpuacct")}/cpuacct.usage`,
				memory: `${at("memory")}/memory.usage_in_bytes`,
				memoryLimit: `${at("memory")}/memory.limit_in_bytes`,
				memoryStat: `${at("memory")}/memory.stat`,
				disk: `${at("blkio")}/blkio.throttle.io_service_bytes`,
				pids: `${at("pids")}/pids.current`,
				network,
			},
		};
	}
	const unified = `${ROOT}${pathOf("")}`;
	if (!unified.includes(id)) return null;
	return {
		version: 2,
		files: {
			cpu: `${unified}/cpu.stat`,
			memory: `${unified}/memory.current`,
			memoryLimit: `${unified}/memory.max`,
			memoryStat: `${unified}/memory.stat`,
			disk: `${unified}/io.stat`,
			pids: `${unified}/pids.current`,
			network,
		},
	};
}

const readText = (path: string): Promise<string | null> => readFile(path, "utf8").catch(() => null);
