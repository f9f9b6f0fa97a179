import type { Engine } from "@berth/engine";
import type { Lane } from "./lane.ts";
import { wrapEngine } from "./wrap-engine.ts";

/**
 * The engine for one piece of work, in its lane: changes want the lane, waits give it back, and what reads goes past it.
 *
 * So a lane is held for as long as the engine works, and not for as long as a tenant's program takes to come up.
 */
export const engineInLane = (engine: Engine, lane: Lane): Engine =>
	wrapEngine(engine, {
		change: (signal, ask) => lane.busy(signal, () => ask(signal)),
		wait: (signal, ask) => lane.aside(signal, () => ask(signal)),
	});
