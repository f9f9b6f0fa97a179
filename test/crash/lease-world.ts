import { randomUUID } from "node:crypto";
import { type Clock, DAY, type LeaseId, type LeaseState, type ProvisionInput, systemClock, type TenantId } from "@berth/core";
import type { LeaseRecord, Stores } from "@berth/db";
import { createFakeHost, type FakeHost } from "@berth/engine/fake";
import {
	type Agent,
	type AgentTimings,
	type Caller,
	createAgent,
	createLeaseService,
	defaultLanes,
	defaultTimings,
	type IngressOptions,
	type LaneOptions,
	type LeaseService,
	type Log,
	noLog,
	noMetrics,
} from "@berth/lease";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { brokenInvariants } from "./broken-invariants.ts";
import { createMortal, type Deed, type Mortal } from "./mortal.ts";

/** The rules on a real database and a simulated host, at a pace for tests. */
const fastTimings: AgentTimings = {
	...defaultTimings,
	claimMs: 20_000,
	reconcileMs: 300,
	pollMs: 200,
	passivateMs: 500,
	settleMs: 1,
	sweepMs: 300,
	stepMs: { pull: 10_000, verify: 10_000, other: 10_000 },
	teardown: { firstMs: 20, maxMs: 100, attempts: 4 },
};

export interface AgentProcess extends Mortal {
	readonly agent: Agent;
	/** Ends in order. */
	stop(): Promise<void>;
}

export interface LeaseWorld extends AsyncDisposable {
	readonly test: TestDatabase;
	readonly stores: Stores;
	readonly host: FakeHost;
	readonly service: LeaseService;
	readonly tenantId: TenantId;
	readonly caller: Caller;
	/** An agent in a process of its own, on this world's node. */
	startAgent(options?: {
		readonly onDeed?: (deed: Deed) => boolean;
		readonly timings?: Partial<AgentTimings>;
		readonly lanes?: Partial<LaneOptions>;
	}): AgentProcess;
	/** Bounds what the node keeps of closed leases, from now on and for agents that start later. */
	retainAtMost(bytes: number): Promise<void>;
	/** As if the holder had been silent for as long as a claim lasts. */
	lapseClaim(): Promise<void>;
	/** Waits until the node is claimed and has been seen alive, so that leases can be placed on it. */
	nodeLives(): Promise<void>;
	/** What a call with this service's commands gives, for a manifest given in short. */
	provision(name: string, input?: Partial<ProvisionInput>): Promise<LeaseId>;
	rests(id: LeaseId, states?: readonly LeaseState[]): Promise<LeaseRecord>;
	/** Sentences for whatever must hold when nothing is under way and does not. */
	broken(): Promise<string[]>;
}

export const stack = {
	services: {
		db: { image: "app:1", health_check: { test: ["CMD", "check"] } },
		web: { image: "app:2", ports: { "80/tcp": {} }, depends_on: { db: { condition: "service_healthy" } } },
	},
} as const;

const tinySku = { name: "tiny", cpuMillis: 100, memoryBytes: 64 * 1024 * 1024, diskBytes: 0, pidsMax: 64, position: 1, enabled: true };

export async function createLeaseWorld(
	options: { readonly test?: TestDatabase; readonly log?: Log; readonly ingress?: IngressOptions; readonly clock?: Clock } = {},
): Promise<LeaseWorld> {
	const test = options.test ?? (await createTestDatabase());
	const { stores, installationId } = test.database;
	const suffix = randomUUID().slice(0, 8);
	const host = createFakeHost({ name: `host-${suffix}`, everyImagePublished: true });
	let retainedBytesMax: number | null = null;
	const node = {
		name: `node-${suffix}`,
		capacity: { cpuMillis: 100_000, memoryBytes: 2 ** 36, diskBytes: 2 ** 40 },
		hostPorts: { first: 30_000, last: 30_199 },
	};
	await stores.catalog.putSku(tinySku);
	await stores.catalog.putSku({ ...tinySku, name: "disk", diskBytes: 64 * 1024 * 1024 });
	await stores.catalog.putSku({ ...tinySku, name: "large", cpuMillis: 200, memoryBytes: 2 * tinySku.memoryBytes });
	await stores.catalog.putSku({ ...tinySku, name: "half", diskBytes: 32 * 1024 * 1024 });
	await stores.catalog.putSku({ ...tinySku, name: "vast", cpuMillis: 2 * node.capacity.cpuMillis });
	const tenantId = (await stores.catalog.putTenant({ name: `tenant ${suffix}` })).id;
	const caller: Caller = { label: "user:test", scope: { tenantId }, seesValues: true };
	const shared = { clock: options.clock ?? systemClock, log: options.log ?? noLog, metrics: noMetrics };
	const front = createMortal(stores, host, installationId);
	const service = createLeaseService({
		...shared,
		stores,
		engine: front.engine,
		policy: {
			allowedRegistries: ["docker.io"],
			publicHost: "127.0.0.1",
			hasVolumes: true,
			ingressDomain: options.ingress?.wildcardDomain ?? null,
			// Histories are told without pauses.
			commandSpacingMs: 0,
			retention: { graceMs: DAY, closeData: "retain" },
		},
	});
	const living = new Set<AgentProcess>();
	const unconfirmed = new Set<string>();
	const nodeRow = async () => (await stores.nodes.list()).find((one) => one.name === node.name);

	return {
		test,
		stores,
		host,
		service,
		tenantId,
		caller,
		startAgent({ onDeed, timings, lanes } = {}) {
			const mortal = createMortal(stores, host, installationId, { onDeed, onRefusal: (leaseId) => unconfirmed.add(leaseId) });
			const agent = createAgent({
				...shared,
				stores: mortal.stores,
				engine: mortal.engine,
				holder: randomUUID(),
				node: { ...node, retainedBytesMax },
				publicHost: "127.0.0.1",
				installationId,
				timings: { ...fastTimings, ...timings },
				lanes: { ...defaultLanes, ...lanes },
				ingress: options.ingress ?? null,
				retentionGraceMs: DAY,
			});
			agent.start();
			const process: AgentProcess = {
				...mortal,
				agent,
				die() {
					living.delete(process);
					mortal.die();
				},
				async stop() {
					living.delete(process);
					await agent.stop();
				},
			};
			living.add(process);
			return process;
		},
		async retainAtMost(bytes) {
			retainedBytesMax = bytes;
			await withClient(test.url, (client) =>
				client.query("update node set retained_bytes_max = $2 where name = $1", [node.name, retainedBytesMax]),
			);
		},
		lapseClaim: () =>
			withClient(test.url, async (client) => {
				await client.query("update node set claimed_until = now() - interval '1 second' where name = $1 and claimed_by is not null", [
					node.name,
				]);
			}),
		nodeLives: async () => {
			await waitUntil(async () => (await nodeRow())?.seenAt, { timeoutMs: 20_000, what: "the node to be seen" });
		},
		async provision(name, input) {
			const accepted = await service.provision(caller, tenantId, {
				name,
				items: [
					{ service: "db", sku: "tiny", quantity: 1 },
					{ service: "web", sku: "tiny", quantity: 1 },
				],
				manifest: stack,
				callbackUrl: "http://127.0.0.1:9/callback",
				...input,
			});
			return accepted.leaseId;
		},
		rests: (id, states = ["ready", "failed", "closed", "stopped"]) =>
			waitUntil(
				async () => {
					const lease = await stores.leases.find(id, "all");
					return lease && states.includes(lease.state) ? lease : null;
				},
				{ timeoutMs: 60_000, what: `lease ${id} to be ${states.join(" or ")}` },
			),
		broken: () => brokenInvariants(test, host, { tenantId, installationId, unconfirmed }),
		async [Symbol.asyncDispose]() {
			await Promise.all([...living].map((process) => process.stop()));
			host.close();
			if (options.test === undefined) await test[Symbol.asyncDispose]();
		},
	};
}
