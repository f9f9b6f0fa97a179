import type { Clock, Millis } from "@berth/core";
import type { ContainerGroup, EventGroup, LogGroup } from "./engine.ts";
import { runInit } from "./run-init.ts";
import { createWaitExit } from "./wait-exit.ts";
import type { WaitExitGroup } from "./wait-exit-group.ts";

interface Parts {
	readonly containers: ContainerGroup;
	readonly logs: LogGroup;
	readonly events: EventGroup;
	readonly clock: Clock;
	readonly pollMs: Millis;
	readonly removeMs: Millis;
}

/** What ends, over any engine. */
export function createExits(parts: Parts): WaitExitGroup {
	const { waitExit } = createWaitExit(parts);
	return { waitExit, runInit: (spec, options, call) => runInit({ ...parts, waitExit }, spec, options, call) };
}
