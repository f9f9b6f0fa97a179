import type { Clock } from "@berth/core";
import type { MemoryVolumes } from "../volumes/memory-volumes.ts";
import type { ContainerTable } from "./container-table.ts";
import type { DaemonSwitch } from "./daemon-switch.ts";
import type { EventLog } from "./event-log.ts";
import type { ImageTable } from "./image-table.ts";
import type { MadeTable } from "./made-table.ts";
import type { NetworkTable } from "./network-table.ts";
import type { PortPool } from "./port-pool.ts";

/** Everything the simulated machine is. It outlives the engines that talk to it. */
export interface World {
	readonly name: string;
	readonly clock: Clock;
	readonly containers: ContainerTable;
	readonly images: ImageTable;
	readonly made: MadeTable;
	readonly networks: NetworkTable;
	readonly ports: PortPool;
	readonly volumes: MemoryVolumes;
	readonly events: EventLog;
	readonly daemon: DaemonSwitch;
	/** Fires when the machine is put away: nothing happens on it any more. */
	readonly ending: AbortSignal;
	nextContainer: number;
}

export const nowMs = (world: World): number => world.clock.now().getTime();

/** Does `act` after `ms` unless the signal fires first. */
export function later(world: World, ms: number, signal: AbortSignal, act: () => void): void {
	world.clock.sleep(ms, signal).then(act, () => undefined);
}
