import type { Clock } from "@berth/core";
import type { Engine } from "../engine.ts";
import { createExits } from "../exits.ts";
import type { Connection } from "./calls.ts";
import { createChanges } from "./changes.ts";
import { createContainers } from "./containers.ts";
import { createEvents } from "./events.ts";
import { createExec } from "./exec.ts";
import type { FakeHost } from "./fake-host.ts";
import { createHostFacts } from "./host-facts.ts";
import { createImages } from "./images.ts";
import { createLogs } from "./logs.ts";
import { createNetworks } from "./networks.ts";
import { createStats, type StatsCadence } from "./stats.ts";
import { createUpkeep } from "./upkeep.ts";
import { createVolumes } from "./volumes.ts";

export interface FakeEngineOptions extends StatsCadence {
	/** Ours is what bears this label value, as with the real engine. */
	readonly installation: string;
	/** The host's clock when absent. */
	readonly clock?: Clock;
	/** A call that gets no answer is TIMEOUT after this long; 30 s when absent. */
	readonly deadlineMs?: number;
}

export interface FakeEngine extends Engine {
	/**
	 * The process that held this engine is gone, as by `kill -9`: what it asked is never answered, streams fall silent and what it
	 * had not yet done is not done. The host lives on; make another engine on it.
	 */
	die(): void;
}

const DEADLINE_MS = 30_000;
const POLL_MS = 5_000;

/** An engine on a simulated host, with the rules of the real one. */
export function createFakeEngine(host: FakeHost, options: FakeEngineOptions): FakeEngine {
	const closing = new AbortController();
	let dead = false;
	const connection: Connection = {
		world: host.world,
		faults: host.faults,
		clock: options.clock ?? host.world.clock,
		installation: options.installation,
		number: host.connect(),
		deadlineMs: options.deadlineMs ?? DEADLINE_MS,
		closing: closing.signal,
		dead: () => dead,
	};
	const containers = createContainers(connection, (...asked) => exec.run(...asked));
	const networks = createNetworks(connection);
	const logs = createLogs(connection);
	const exec = createExec(connection, { containers, logs });
	const events = createEvents(connection);
	return {
		containers,
		images: createImages(connection),
		networks,
		volumes: createVolumes(connection),
		logs,
		changes: createChanges(connection),
		stats: createStats(connection, options),
		exec,
		upkeep: createUpkeep(connection, { containers, networks }),
		events,
		exits: createExits({ containers, logs, events, clock: connection.clock, pollMs: POLL_MS, removeMs: DEADLINE_MS }),
		host: createHostFacts(connection, host.facts),
		async close() {
			closing.abort();
		},
		die() {
			dead = true;
		},
	};
}
