import { statfs } from "node:fs/promises";
import type { Resources } from "@berth/db";
import type { HostInfo } from "@berth/engine";
import type { Log } from "@berth/lease";
import type { Config } from "./config.ts";

type Settings = Pick<Config, "NODE_CPU_MILLIS" | "NODE_MEMORY" | "NODE_MEMORY_RESERVE" | "NODE_DISK">;

/** What of a host may be leased: as configured, else what the engine says it has less a reserve. */
export async function capacityOf(host: HostInfo, settings: Settings, log: Log): Promise<Resources> {
	return {
		cpuMillis: settings.NODE_CPU_MILLIS ?? host.cpus * 1_000,
		memoryBytes: settings.NODE_MEMORY ?? Math.max(0, host.memoryBytes - settings.NODE_MEMORY_RESERVE),
		diskBytes: settings.NODE_DISK ?? (await diskOf(host.dataRoot, log)),
	};
}

/** Nine tenths of the disk that the engine keeps its data on; nothing when that disk is not of this machine. */
async function diskOf(dataRoot: string, log: Log): Promise<number> {
	try {
		const { blocks, bsize } = await statfs(dataRoot);
		return Math.floor(blocks * bsize * 0.9);
	} catch (err) {
		log.warn({ op: "node.capacity", err }, "the engine's disk cannot be measured; set NODE_DISK");
		return 0;
	}
}
