import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Resources } from "@berth/db";
import type { HostInfo } from "@berth/engine";
import type { Log } from "@berth/lease";
import type { Config } from "./config.ts";
import type { HostSettings } from "./host-settings.ts";

type Settings = Pick<Config, "NODE_CPU_MILLIS" | "NODE_MEMORY" | "NODE_MEMORY_RESERVE" | "NODE_DISK">;

/** What of a host may be leased: as configured, else what the engine says it has less a reserve. */
export async function capacityOf(
	host: HostInfo,
	{ volumes }: Pick<HostSettings, "volumes">,
	settings: Settings,
	log: Log,
): Promise<Resources> {
	return {
		cpuMillis: settings.NODE_CPU_MILLIS ?? host.cpus * 1_000,
		memoryBytes: settings.NODE_MEMORY ?? Math.max(0, host.memoryBytes - settings.NODE_MEMORY_RESERVE),
		diskBytes: settings.NODE_DISK ?? (await diskOf(volumes?.root ?? host.dataRoot, log)),
	};
}

/** Nine tenths of the disk that a directory is on, or will be; nothing when that disk is not of this machine. */
async function diskOf(directory: string, log: Log): Promise<number> {
	try {
		const { blocks, bsize } = await statfs(directory);
		return Math.floor(blocks * bsize * 0.9);
	} catch (err) {
		const parent = dirname(directory);
		if (isMissing(err) && parent !== directory) return await diskOf(parent, log);
		log.warn({ op: "node.capacity", err }, "the engine's disk cannot be measured; set NODE_DISK");
		return 0;
	}
}

const isMissing = (err: unknown): boolean => err instanceof Error && "code" in err && err.code === "ENOENT";
