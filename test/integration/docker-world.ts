import { randomUUID } from "node:crypto";
import { DAY, type LeaseId, type LeaseState, SECOND, systemClock } from "@berth/core";
import type { LeaseRecord, NodeRecord, PortRange, Stores } from "@berth/db";
import { createDockerEngine, type DockerEngine, type DockerEngineOptions } from "@berth/engine/docker";
import {
	type Agent,
	type AgentTimings,
	type Caller,
	createAgent,
	createLeaseService,
	defaultLanes,
	defaultTimings,
	type LeaseService,
	noLog,
	noMetrics,
} from "@berth/lease";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages, type FixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { openScratch, type RealDriver, type Scratch } from "../volumes/scratch.ts";

/** The rules on a real database and a real daemon, with volumes in a directory of the test's own. */
export interface DockerWorld extends AsyncDisposable {
	readonly stores: Stores;
	readonly engine: DockerEngine;
	readonly service: LeaseService;
	readonly agent: Agent;
	readonly caller: Caller;
	readonly tenantId: NonNullable<Exclude<Caller["scope"], "all">["tenantId"]>;
	readonly images: FixtureImages;
	readonly scratch: Scratch;
	/** Of the volumes. */
	readonly root: string;
	/** What became of each volume that a sweep looked at. */
	readonly reaped: readonly string[];
	/** What does not hold though nothing is under way. */
	broken(): Promise<string[]>;
	node(): Promise<NodeRecord>;
	rests(id: LeaseId, states: readonly LeaseState[]): Promise<LeaseRecord>;
}

const MIB = 2 ** 20;
const sku = { cpuMillis: 100, memoryBytes: 32 * MIB, pidsMax: 64, position: 1, enabled: true };

export interface DockerWorldOptions {
	/** The daemon's own socket. */
	readonly daemon?: string;
	/** The way to it, where something may happen to what is asked; the daemon's own when absent. */
	readonly proxy?: string;
	/** Beside the one of the fixture images. */
	readonly registries?: readonly string[];
	readonly limits?: DockerEngineOptions["limits"];
	/** Ports of this machine that leases may have for themselves. */
	readonly hostPorts?: PortRange;
	readonly stepMs?: Partial<AgentTimings["stepMs"]>;
	/** `loop` when absent. */
	readonly volumes?: RealDriver;
}

export async function createDockerWorld({
	daemon = "/var/run/docker.sock",
	proxy = daemon,
	registries = [],
	limits = {},
	stepMs = {},
	hostPorts,
	volumes: driver = "loop",
}: DockerWorldOptions = {}): Promise<DockerWorld> {
	await using undo = new AsyncDisposableStack();
	const images = await ensureFixtureImages(daemon);
	const scratch = undo.use(await openScratch());
	const test = undo.use(await createTestDatabase());
	const { stores, installationId } = test.database;
	const suffix = randomUUID().slice(0, 8);
	for (const [name, mib] of Object.entries({ small: 16, large: 32 })) await stores.catalog.putSku({ ...sku, name, diskBytes: mib * MIB });
	await stores.catalog.putSku({ ...sku, name: "huge", cpuMillis: 200, diskBytes: 48 * MIB });
	const { id: tenantId } = await stores.catalog.putTenant({ name: `tenant ${suffix}` });
	const caller: Caller = { label: "user:test", scope: { tenantId }, seesValues: true };
	const root = await scratch.volumeRoot(driver);
	const engine = createDockerEngine({ socketPath: proxy, installation: installationId, volumes: { root, driver }, limits });
	undo.defer(async () => {
		const { signal } = new AbortController();
		for (const one of await engine.containers.list({ managed: true }, { signal })) await engine.containers.remove(one.id, { signal });
		for (const one of await engine.networks.list({ signal })) await engine.networks.removeIfEmpty(one.name, { signal });
		await engine.close();
	});
	const reaped: string[] = [];
	const shared = {
		stores,
		engine,
		clock: systemClock,
		log: noLog,
		metrics: { ...noMetrics, reaped: (what: string) => void reaped.push(what) },
	};
	const service = createLeaseService({
		...shared,
		policy: {
			allowedRegistries: ["localhost", ...registries],
			publicHost: "127.0.0.1",
			hasVolumes: true,
			ingressDomain: null,
			commandSpacingMs: 0,
			retention: { graceMs: DAY, closeData: "retain" },
		},
	});
	const node = {
		name: `node-${suffix}`,
		capacity: { cpuMillis: 10_000, memoryBytes: 2 ** 34, diskBytes: 2 ** 34 },
		...(hostPorts && { hostPorts }),
	};
	const agent = createAgent({
		...shared,
		holder: randomUUID(),
		node,
		publicHost: "127.0.0.1",
		installationId,
		ingress: null,
		lanes: defaultLanes,
		retentionGraceMs: DAY,
		timings: {
			...defaultTimings,
			reconcileMs: SECOND,
			pollMs: 500,
			sweepMs: 500,
			settleMs: 300,
			stepMs: { ...defaultTimings.stepMs, ...stepMs },
			teardown: { firstMs: 200, maxMs: SECOND, attempts: 20 },
		},
	});
	undo.defer(() => agent.stop());
	agent.start();
	const nodeRow = async () => (await stores.nodes.list()).find((one) => one.name === node.name);
	await waitUntil(async () => (await nodeRow())?.seenAt, { timeoutMs: 30_000, what: "the node to be seen" });
	const kept = undo.move();
	return {
		stores,
		engine,
		service,
		agent,
		caller,
		tenantId,
		images,
		scratch,
		root,
		reaped,
		broken: () => brokenInvariants(test.url, createDockerHost(daemon)),
		node: () => waitUntil(nodeRow, { timeoutMs: SECOND, what: "the node" }),
		rests: (id, states) =>
			waitUntil(
				async () => {
					const lease = await stores.leases.find(id, "all");
					return lease && states.includes(lease.state) ? lease : null;
				},
				{ timeoutMs: 60_000, what: `lease ${id} to be ${states.join(" or ")}` },
			),
		[Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
	};
}
