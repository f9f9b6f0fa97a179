import { type Clock, systemClock } from "@berth/core";
import type { EngineEvent } from "../engine.ts";
import type { ContainerObservation } from "../observation.ts";
import type { ContainerSpec } from "../spec.ts";
import { createMemoryVolumes } from "../volumes/memory-volumes.ts";
import { type ContainerRecord, observeContainer } from "./container-record.ts";
import { createContainerTable } from "./container-table.ts";
import { createDaemonSwitch } from "./daemon-switch.ts";
import { createEventLog } from "./event-log.ts";
import { createFaultDesk, type FaultDesk } from "./faults.ts";
import type { PrintedLine } from "./image-script.ts";
import { createImageTable, type ImageTable } from "./image-table.ts";
import { addContainer, killContainer, printLines, removeContainer, setHealth } from "./lifecycle.ts";
import { createMadeTable } from "./made-table.ts";
import { createNetworkTable } from "./network-table.ts";
import { createPortPool } from "./port-pool.ts";
import type { World } from "./world.ts";

export interface FakeHostOptions {
	/** Tells hosts of one test apart; `host` when absent. */
	readonly name?: string;
	readonly clock?: Clock;
	/** The registry has every image anybody asks for, behaving as its tag spells. Otherwise only what was published. */
	readonly everyImagePublished?: boolean;
	/** How many calls are remembered; 5 000 when absent. */
	readonly callHistory?: number;
	readonly cpus?: number;
	readonly memoryBytes?: number;
}

export interface HostContainer extends ContainerObservation {
	/** Null: nobody's of Berth. */
	readonly installation: string | null;
	readonly network: string;
	readonly limits: ContainerSpec["resources"] | null;
	readonly volumes: readonly string[];
}

/** A simulated machine: it outlives every engine that talks to it, and a test may do to it what happens to machines. */
export interface FakeHost {
	readonly images: ImageTable;
	readonly faults: FaultDesk;
	readonly facts: { readonly cpus: number; readonly memoryBytes: number };
	/** All containers there are, whoever made them. */
	containers(): HostContainer[];
	readonly containerCount: number;
	networks(): { readonly name: string; readonly installation: string | null; readonly containers: number }[];
	/** The newest events of all installations, oldest first. */
	recentEvents(): EngineEvent[];

	/** A container's process dies. Harmless when it does not run. */
	kill(id: string, how?: { readonly exitCode?: number; readonly oomKilled?: boolean }): void;
	removeContainer(id: string): void;
	/** Takes a network away, whoever is on it. */
	removeNetwork(name: string): void;
	print(id: string, lines: readonly PrintedLine[]): void;
	setHealth(id: string, health: "healthy" | "unhealthy", output?: string): void;
	/** Its process takes so much memory until it ends. */
	useMemory(id: string, usedBytes: number): void;
	/** So much is in a volume; null is as much as nobody can tell. */
	fillVolume(id: string, usedBytes: number | null): void;
	/** A process that is no container listens on a port of the host; until the returned function is called. */
	listenOn(port: number, protocol: "tcp" | "udp"): () => void;
	/** Something on the host that is not Berth's. Returns its id. */
	addForeignContainer(name: string): string;
	addForeignNetwork(name: string): string;

	/** Calls reject with ENGINE_UNREACHABLE until the daemon is back. With `containersDie`, as when a daemon is stopped with its containers. */
	stopDaemon(options?: { readonly containersDie?: boolean }): void;
	/** `replayEvents`: followers are told what happened meanwhile, as by a daemon that remembers. A resync comes in any case. */
	startDaemon(options?: { readonly replayEvents?: boolean }): void;
	/** Puts the machine away: nothing more happens on it. */
	close(): void;

	/** The inside, for engines alone. */
	readonly world: World;
	/** Counts the engines made on it. */
	connect(): number;
}

const GIB = 1_073_741_824;

export function createFakeHost(options: FakeHostOptions = {}): FakeHost {
	const clock = options.clock ?? systemClock;
	const name = options.name ?? "host";
	const now = () => clock.now().getTime();
	const ending = new AbortController();
	const world: World = {
		name,
		clock,
		containers: createContainerTable(),
		images: createImageTable({ everyImagePublished: options.everyImagePublished ?? false, now }),
		made: createMadeTable(),
		networks: createNetworkTable(name),
		ports: createPortPool(),
		volumes: createMemoryVolumes(),
		events: createEventLog(now),
		daemon: createDaemonSwitch(),
		ending: ending.signal,
		nextContainer: 0,
	};
	let engines = 0;
	const { containers, networks } = world;

	const get = (id: string): ContainerRecord => {
		const record = containers.find(id);
		if (!record) throw new Error(`the simulated host has no container ${id}`);
		return record;
	};

	return {
		world,
		images: world.images,
		faults: createFaultDesk({ callHistory: options.callHistory ?? 5_000 }),
		facts: { cpus: options.cpus ?? 8, memoryBytes: options.memoryBytes ?? 16 * GIB },
		connect: () => ++engines,
		containers: () =>
			[...containers.all()].map((record) => ({
				...observeContainer(record),
				installation: record.installation,
				network: record.network,
				limits: record.limits,
				volumes: record.volumes,
			})),
		get containerCount() {
			return containers.size;
		},
		networks: () =>
			[...networks.all()].map((network) => ({
				name: network.name,
				installation: network.installation,
				containers: containers.countOn(network.name),
			})),
		recentEvents: () => world.events.recent().map(({ event }) => event),
		kill: (id, how = {}) => killContainer(world, get(id), { exitCode: how.exitCode ?? 137, oomKilled: how.oomKilled ?? false }),
		removeContainer: (id) => removeContainer(world, get(id)),
		removeNetwork: (network) => networks.remove(network),
		print: (id, lines) => printLines(world, get(id), lines),
		setHealth: (id, health, output) => setHealth(world, get(id), health, output ?? null),
		useMemory(id, usedBytes) {
			get(id).usedBytes = usedBytes;
		},
		fillVolume: (id, usedBytes) => world.volumes.fill(id, usedBytes),
		listenOn(port, protocol) {
			const held = world.ports.takeThis(port, protocol);
			if (held === null) throw new Error(`the port ${port} of the simulated host is taken`);
			return () => world.ports.giveBack(held);
		},
		addForeignContainer: (container) => addForeign(world, container).id,
		addForeignNetwork: (network) => networks.add({ name: network, installation: null, tenantId: null }).id,
		stopDaemon({ containersDie = false } = {}) {
			world.daemon.goDown();
			if (containersDie) for (const record of containers.all()) killContainer(world, record);
		},
		startDaemon: ({ replayEvents = false } = {}) => world.daemon.comeUp({ replayEvents }),
		close() {
			ending.abort();
			for (const record of containers.all()) record.run?.abort();
		},
	};
}

function addForeign(world: World, name: string): ContainerRecord {
	world.images.add("foreign.test/image");
	const image = world.images.local("foreign.test/image");
	if (!image) throw new Error("the image that was just added is gone");
	return addContainer(world, {
		name,
		installation: null,
		tenantId: null,
		leaseId: null,
		service: null,
		index: null,
		generation: null,
		specHash: null,
		image,
		network: "bridge",
		ports: [],
		volumes: [],
		hasHealthCheck: false,
		limits: null,
		made: null,
		aliases: "",
	});
}
