import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Resources } from "@berth/db";
import type { HostInfo } from "@berth/engine";
import type { Log } from "@berth/lease";
import type { Config } from "./config.ts";

type Settings = Pick<Config, "NODE_CPU_MILLIS" | "NODE_MEMORY" | "NODE_MEMORY_RESERVE" | "NODE_DISK" | "VOLUME_ROOT">;

/** What of a host may be leased: as configured, else what the engine says it has less a reserve. */
export async function capacityOf(host: HostInfo, settings: Settings, log: Log): Promise<Resources> {
	return {
		cpuMillis: settings.NODE_CPU_MILLIS ?? host.cpus * 1_000,
		memoryBytes: settings.NODE_MEMORY ?? Math.max(0, host.memoryBytes - settings.NODE_MEMORY_RESERVE),
		diskBytes: settings.NODE_DISK ?? (await diskOf(settings.VOLUME_ROOT === null ? host.dataRoot : standing(settings.VOLUME_ROOT), log)),
	};
}

/** Nine tenths of the disk that holds a directory; nothing when it is not on this machine. */
async function diskOf(directory: string, log: Log): Promise<number> {
	try {
		const { blocks, bsize } = await statfs(directory);
		return Math.floor(blocks * bsize * 0.9);
	} catch (err) {
		log.warn({ op: "node.capacity", err }, "the disk cannot be measured; set NODE_DISK");
		return 0;
	}
}

/** The directory, or the nearest above it that is there: volumes are kept below it once it is made. */
function standing(directory: string): string {
	for (let path = directory; path !== "/"; path = dirname(path)) {
		if (existsSync(path)) return path;
	}
	return "/";
}
