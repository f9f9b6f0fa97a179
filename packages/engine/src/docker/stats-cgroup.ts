import { readFileSync } from "node:fs";
import { systemClock } from "@berth/core";
import { type StatsTexts, toFrame } from "./stats-files.ts";
import type { StatsFrame } from "./to-sample.ts";

const ROOT = "/sys/fs/cgroup";

/** Where one container's figures can be read on this machine. */
interface CgroupPlace {
	readonly version: 1 | 2;
	readonly files: Readonly<Record<Exclude<keyof StatsTexts, "version">, string>>;
}

/** One container's files of its control group. */
export interface Cgroup {
	/** All that a sample has; null when it does not run any more. */
	read(): StatsFrame | null;
	/** What adds up, and the memory; null when it does not run any more. */
	readUsage(): StatsFrame | null;
}

/**
 * Finds a running container's figures among the kernel's files. Null when they cannot be read here: the daemon runs elsewhere, its
 * containers are hidden from us, or the files are not mounted.
 *
 * Cost  read in place and not in the pool of threads: they are made up in memory, and a turn of the pool costs ten times the reading.
 */
export function openCgroup(id: string, pid: number | null): Cgroup | null {
	if (!pid) return null;
	const place = findPlace(id, pid, readText(`/proc/${pid}/cgroup`));
	if (!place || readText(place.files.cpu) === null) return null;
	const { version, files } = place;
	const usage = () => ({
		version,
		cpu: readText(files.cpu),
		memory: readText(files.memory),
		memoryStat: readText(files.memoryStat),
		network: readText(files.network),
		memoryLimit: null,
		disk: null,
		pids: null,
	});
	const frame = (texts: StatsTexts) => toFrame(texts, new Date(), systemClock.monotonicMs());
	return {
		read: () => frame({ ...usage(), memoryLimit: readText(files.memoryLimit), disk: readText(files.disk), pids: readText(files.pids) }),
		readUsage: () => frame(usage()),
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

function readText(path: string): string | null {
	try {
		return readFileSync(path, "utf8");
	} catch {
		// It is not there, or not any more: what it would say is not known.
		return null;
	}
}
