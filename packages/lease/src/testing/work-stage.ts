import { type Manifest, noSpans, type OperationId, type OperationKind, systemClock } from "@berth/core";
import type { InstanceRecord, LeaseChange, LeaseItemRecord, LeaseRecord, OperationRecord, ReleaseRecord } from "@berth/db";
import type { FakeEngine, FakeHost, HostContainer } from "@berth/engine/fake";
import type { AgentTimings } from "../agent-types.ts";
import type { Apply } from "../apply.ts";
import { noLog, noMetrics } from "../observe.ts";
import { wantedPorts } from "../ports/wanted-ports.ts";
import { lookAtLease } from "../reconcile/look-at-lease.ts";
import { defaultTimings } from "../timings.ts";
import type { Definition } from "../work/plan-change.ts";
import { acceptedSteps, stepsOf } from "../work/plan-steps.ts";
import { runWork, type WorkSignals } from "../work/run-work.ts";
import { aLease, anOperation, at } from "./records.ts";

/** One lease in memory on a simulated host: what its commands would have written is given, what its work writes is kept. */
export interface WorkStage {
	readonly host: FakeHost;
	readonly lease: LeaseRecord;
	readonly operation: OperationRecord;
	readonly rows: readonly InstanceRecord[];
	readonly releases: readonly ReleaseRecord[];
	readonly callbacks: readonly NonNullable<LeaseChange["callback"]>[];
	readonly diagnostics: readonly NonNullable<LeaseChange["diagnostics"]>[number][];
	/** What is on the host, as `web-0@2 running`. */
	shown(): string[];
	containerOf(key: string, generation: number): HostContainer;
	/** Puts the lease to work, as if a command had been taken. With a definition it is the next release. */
	ask(
		kind: OperationKind,
		state: LeaseRecord["state"],
		definition?: Definition,
		more?: { readonly resizes?: boolean; readonly instance?: string },
	): void;
	work(signals?: Partial<WorkSignals>): Promise<unknown>;
	/** Compares the lease at rest with what is on the host. */
	look(): Promise<void>;
	/** Has the lease brought up by a first release. */
	provision(definition: Definition): Promise<void>;
}

/** More than any step takes on a loaded machine. */
const patient: AgentTimings["stepMs"] = { pull: 30_000, verify: 30_000, other: 30_000 };

export function createWorkStage(host: FakeHost, engine: FakeEngine, stepMs = patient): WorkStage {
	const timings = { ...defaultTimings, settleMs: 1, stepMs };
	const releases: ReleaseRecord[] = [];
	const callbacks: NonNullable<LeaseChange["callback"]>[] = [];
	const diagnostics: NonNullable<LeaseChange["diagnostics"]>[number][] = [];
	let lease = aLease({ serving: null, activeRelease: null, releaseSeq: 0, generation: 0, operationId: null });
	let operation = anOperation();
	let rows: InstanceRecord[] = [];
	let asked = 0;

	const put = (change: LeaseChange) => {
		const { deadlineInMs: _, wakeInMs: __, expiryAnnounced: ___, quarantined: ____, closed: _____, ...set } = change.set ?? {};
		lease = { ...lease, ...set, ...(change.items && { items: change.items }), ...(change.holds && { holds: change.holds }) };
		for (const { started: _started, ...patch } of change.operations ?? [])
			if (patch.id === operation.id) operation = { ...operation, ...patch };
		for (const { number, status } of change.releases ?? [])
			for (const [i, release] of releases.entries()) {
				if (release.number === number) releases[i] = { ...release, status };
				else if (status === "active" && release.status === "active") releases[i] = { ...release, status: "superseded" };
			}
		const { put: seen = [], clear } = change.instances ?? {};
		const isSeen = (row: InstanceRecord) =>
			seen.some((one) => one.service === row.service && one.index === row.index && one.generation === row.generation);
		rows = [...rows.filter((row) => !clear && !isSeen(row)), ...seen];
		diagnostics.push(...(change.diagnostics ?? []));
		if (change.callback) callbacks.push(change.callback);
	};
	const apply: Apply = {
		async change(_id, _authority, decide) {
			const verdict = decide(lease, operation);
			if (verdict.change) put(verdict.change);
			return { result: verdict.result, lease, moved: verdict.moved ?? null };
		},
		create: () => Promise.reject(new Error("a stage has its lease")),
	};
	// Only what work reads is there.
	const stores = {
		operations: { find: async () => operation },
		reader: {
			currentReleases: async () => new Map([[lease.id, releases.find((one) => one.number === (lease.activeRelease ?? lease.releaseSeq))]]),
			release: async (_id: string, number: number) => releases.find((one) => one.number === number) ?? null,
			instances: async () => new Map([[lease.id, rows]]),
		},
	} as unknown as Parameters<typeof runWork>[0]["stores"];
	const tools: Parameters<typeof runWork>[0] = {
		engine,
		stores,
		apply,
		networks: {
			name: () => "net",
			ensure: async (tenantId, call) => void (await engine.networks.ensure({ name: "net", tenantId }, call)),
			look: (_tenantId, call) => engine.networks.look("net", call),
			removeUnused: async () => undefined,
		},
		fence: { nodeId: lease.nodeId, epoch: 1 },
		clock: systemClock,
		log: noLog,
		spans: noSpans,
		metrics: noMetrics,
		timings,
		publicHost: "127.0.0.1",
		ingress: null,
		retentionGraceMs: 0,
		actor: "node:one",
		pulling: (_tenantId, _signal, run) => run(),
		deadlines: {},
	};
	const volumesOf = (items: readonly LeaseItemRecord[]) =>
		items
			.filter((item) => item.diskBytes > 0)
			.map(({ service, diskBytes }, i) => ({
				// One for each service is enough here, the same one in every release.
				id: `01900000-0000-7000-8000-0000000001${String(i).padStart(2, "0")}` as LeaseRecord["volumes"][number]["id"],
				service,
				index: 0,
				quotaBytes: diskBytes,
			}));

	/** The same number for the same port in every release. */
	const portsOf = (definition: Definition) =>
		wantedPorts(definition).map((wish) => ({ ...wish, hostPort: 30_000 + wish.port + wish.index }));

	const stage: WorkStage = {
		host,
		get lease() {
			return lease;
		},
		get operation() {
			return operation;
		},
		get rows() {
			return rows;
		},
		releases,
		callbacks,
		diagnostics,
		shown: () =>
			host
				.containers()
				.map((one) => `${one.service}-${one.index}@${one.generation} ${one.phase}`)
				.sort(),
		containerOf(key, generation) {
			const found = host.containers().find((one) => `${one.service}-${one.index}` === key && one.generation === generation);
			if (!found) throw new Error(`there is no ${key}@${generation}`);
			return found;
		},
		ask(kind, state, definition, { resizes = false, instance } = {}) {
			asked += 1;
			// Ids are opaque to work.
			const id = `01900000-0000-7000-8000-${String(9_000 + asked)}00000000` as OperationId;
			const from = releases.length === 0 ? null : lease.state;
			const replaces = kind === "provision" || kind === "restart" || kind === "update";
			const number = definition ? lease.releaseSeq + 1 : (lease.activeRelease ?? lease.releaseSeq);
			if (definition)
				releases.push({
					...definition,
					leaseId: lease.id,
					number,
					status: "deploying",
					cause: "update",
					rollbackOf: null,
					note: null,
					createdBy: "user:test",
					createdAt: at,
				});
			operation = anOperation({
				id,
				kind,
				state: "queued",
				releaseNumber: definition ? number : null,
				instance: instance ?? null,
				steps: acceptedSteps(stepsOf(kind, from, definition ?? null, { resizes, isOne: instance !== undefined }), at),
				callbackUrl: "http://127.0.0.1/",
			});
			lease = {
				...lease,
				state,
				operationId: id,
				releaseSeq: Math.max(lease.releaseSeq, number),
				...(replaces && { generation: lease.generation + 1 }),
				...(replaces && lease.state !== "ready" && lease.state !== "stopped" && { serving: null }),
				...(definition && lease.activeRelease === null && { items: definition.items }),
				...(definition && { volumes: volumesOf(definition.items) }),
				...(definition && { hostPorts: portsOf(definition) }),
			};
		},
		work: ({ preempted = new AbortController().signal, cancelled = new AbortController().signal } = {}) =>
			runWork(tools, lease, { preempted, cancelled }, () => undefined),
		look: () => lookAtLease(tools, lease, new AbortController().signal),
		async provision(definition) {
			stage.ask("provision", "provisioning", definition);
			await stage.work();
		},
	};
	return stage;
}

/** The definition of a release with one item for each service. */
export const define = (manifest: Manifest, items: Readonly<Record<string, Partial<LeaseItemRecord>>> = {}): Definition => ({
	manifest,
	items: Object.keys(manifest.services).map((service) => ({
		service,
		sku: "tiny",
		quantity: 1,
		cpuMillis: 1,
		memoryBytes: 1,
		diskBytes: 0,
		pidsMax: 1,
		domain: null,
		...items[service],
	})),
});
