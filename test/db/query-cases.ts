import type {
	ApiKeyId,
	AuditId,
	BuildId,
	CallbackId,
	DeliveryId,
	DiagnosticId,
	LeaseId,
	NodeId,
	OperationId,
	RetentionId,
	TenantId,
	UserId,
	VolumeId,
	WebhookId,
} from "@berth/core";
import type { Database, Fence, HistoryStore, LeaseListOptions, Stores } from "@berth/db";

/** All that asks the database for the rules. */
export type Asked = Omit<Stores, "wakeups"> & { readonly callbacks: Database["callbacks"] };

/** A question, and how many rows of growing tables may be looked at to answer it where that is not a small multiple of the answer. */
export interface Case<F> {
	readonly ask: F extends (...args: infer Args) => unknown ? Readonly<Args> : never;
	readonly atMost?: number;
	/** It answers for so much of a table that the whole of it is read, and says so where it is written. */
	readonly mayScan?: true;
}

/** Writes by keys, which `index-use.test.ts` holds to their indexes; nothing that a page or a sweep asks. */
export const written = "written";

/** A question without a case does not compile. */
export type Cases = { readonly [S in keyof Asked]: { readonly [M in keyof Asked[S]]: typeof written | readonly Case<Asked[S][M]>[] } };

/** Rows of the crowd that the questions are about. */
export interface Sample {
	readonly tenantId: TenantId;
	readonly nodeId: NodeId;
	readonly fence: Fence;
	readonly leaseId: LeaseId;
	readonly leaseIds: readonly LeaseId[];
	readonly operationId: OperationId;
	readonly callbackId: CallbackId;
	readonly diagnosticId: DiagnosticId;
	readonly retentionId: RetentionId;
	readonly volumeId: VolumeId;
	readonly userId: UserId;
	readonly keyId: ApiKeyId;
	readonly webhookId: WebhookId;
	readonly deliveryId: DeliveryId;
	readonly backendUuid: string;
	readonly now: Date;
}

const DAY = 86_400_000;
const PAGE = 50;
const page = { limit: PAGE };

const ask = <const Args extends readonly unknown[]>(...args: Args): { readonly ask: Args } => ({ ask: args });

/** Every question there is, with what it is asked about. */
export function casesOf(at: Sample): Cases {
	const own = { tenantId: at.tenantId };
	const scopes = [own, "all"] as const;
	const ago = (days: number) => new Date(at.now.getTime() - days * DAY);
	const partition = { tenantId: at.tenantId, nodeId: at.nodeId, partition: "customer-100" };
	const yesterday = { from: ago(1), to: at.now };
	const audits: readonly Omit<Parameters<Asked["audit"]["list"]>[1], "limit">[] = [
		{},
		{ actor: "user:crowd-1" },
		{ action: "lease.restart", from: ago(3), until: ago(2) },
		{ target: at.leaseId },
		{ before: "ffffffff-0000-7000-8000-000000000000" as AuditId },
	];
	const prune = { keptMs: 30 * DAY, limit: 500, position: null, keepLast: 10 };
	return {
		leases: {
			create: written,
			change: written,
			find: scopes.map((scope) => ask(at.leaseId, scope)),
			foresee: [ask({ ...foreseen(at), name: "shop", nodeId: null }), ask({ ...foreseen(at), name: null, nodeId: at.nodeId })],
			nudge: [ask(at.leaseId), ask(at.leaseId, true)],
			list: [
				...scopes.flatMap((scope) => leaseLists(at).map((options) => ask(scope, { ...page, ...options }))),
				ask("all", { ...page, tenantId: at.tenantId }),
				// What all three have in common is looked for among what one of them has.
				{ ...ask(own, { ...page, states: ["stopped"], search: "nginx", sku: "large" }), atMost: 10_000 },
			],
			countByState: scopes.map((scope) => ask(scope)),
			listOpenByNode: [ask(at.nodeId, page), ask(at.nodeId, { ...page, after: at.leaseId })],
			listDueByNode: [ask(at.nodeId)],
			listExpiring: [ask(at.nodeId, 30 * DAY, PAGE)],
			nextWakeInMs: [ask(at.nodeId)],
		},
		operations: {
			find: [ask(at.operationId)],
			findByKey: [ask(at.tenantId, at.leaseId), ask(at.tenantId, "joined-10")],
			list: [ask(at.leaseId, PAGE)],
		},
		reader: {
			instances: [ask(at.leaseIds)],
			currentReleases: [ask(at.leaseIds)],
			present: scopes.map((scope) => ask(at.leaseId, scope)),
			releases: [ask(at.leaseId, page), ask(at.leaseId, { ...page, before: 12 })],
			retentions: [ask(at.leaseIds)],
			release: [ask(at.leaseId, 11)],
			diagnostics: [ask(at.leaseId, PAGE), ask(at.leaseId, PAGE, at.diagnosticId)],
			events: [ask(at.leaseId, 0, PAGE)],
			positions: [ask(at.leaseIds)],
		},
		nodes: {
			register: written,
			claim: written,
			renew: written,
			drop: written,
			list: [ask()],
			page: [ask(page), ask({ ...page, after: "a" })],
			find: [ask(at.nodeId)],
			cordon: written,
			// What the node has is counted: an admin asks for it before it is taken away.
			load: [{ ...ask(at.nodeId), atMost: 200_000, mayScan: true }],
			// Each release of the node is read, for who wants its images collected.
			images: [{ ...ask(at.nodeId), atMost: 500_000, mayScan: true }],
		},
		catalog: {
			listSkus: [ask()],
			pageSkus: [ask(page), ask({ ...page, after: "small", offered: true })],
			findSku: [ask("small")],
			putSku: written,
			retireSku: written,
			listOffers: [ask(at.tenantId, page), ask(at.tenantId, { ...page, after: "small" })],
			listTenants: [ask()],
			pageTenants: [ask(page), ask({ ...page, after: "crowd-005" })],
			findTenant: [ask(at.tenantId)],
			findTenantByName: [ask("crowd-005")],
			putTenant: written,
			changeTenant: written,
			suspendTenant: written,
			// What is retained is added up: it is as much as was closed within the grace.
			tenantUse: [{ ...ask(at.tenantId), atMost: 50_000 }],
			tenantUses: [
				{ ...ask(), atMost: 50_000, mayScan: true },
				{ ...ask([at.tenantId]), atMost: 50_000 },
			],
			memberships: [ask(at.userId)],
			addMember: written,
		},
		people: {
			listMembers: [ask(at.tenantId, page), ask(at.tenantId, { ...page, after: "u" })],
			setRole: written,
			removeMember: written,
			invite: written,
			listInvitations: [ask(at.tenantId)],
			findInvitation: [ask("hash")],
			revokeInvitation: written,
			acceptInvitation: written,
			acceptAsNew: written,
			listUsers: [ask(page), ask({ ...page, after: "a" }), { ...ask({ ...page, search: "ada" }), atMost: 50_000, mayScan: true }],
			findUser: [ask(at.userId)],
			seen: [ask(at.userId)],
			setAdmin: written,
			suspendUser: written,
			removeUser: written,
		},
		callbacks: {
			find: [ask(at.callbackId)],
			list: [ask(at.leaseId, PAGE), ask(at.leaseId, PAGE, at.callbackId)],
			attempts: [ask(at.callbackId, PAGE), ask(at.callbackId, PAGE, 1)],
			takeNext: [ask(at.leaseId)],
			note: written,
			redeliver: written,
			// All that is owed is counted, for who looks whether the queue moves.
			debts: [{ ...ask(), atMost: 200_000, mayScan: true }],
		},
		retentions: {
			find: scopes.map((scope) => ask(at.retentionId, scope)),
			findRestoring: [ask(at.leaseId)],
			list: [
				...scopes.flatMap((scope) => [ask(scope, page), ask(scope, { ...page, after: at.retentionId })]),
				ask(own, { ...page, partition: "customer-100" }),
			],
			extend: written,
			relinquish: written,
			takeDue: [ask(at.fence, PAGE, "x")],
			announceEnds: [ask(at.fence, DAY, PAGE)],
			volumes: [ask(at.retentionId)],
			// Asked for the figures and by no page: each record is looked at.
			totals: [{ ...ask(), atMost: 50_000, mayScan: true }],
			forgetVolume: written,
			finish: written,
			lose: written,
			findTombstone: scopes.map((scope) => ask(at.retentionId, scope)),
			newestTombstone: [ask(at.leaseId)],
			listTombstones: scopes.flatMap((scope) => [ask(scope, page), ask(scope, { ...page, after: at.retentionId })]),
			pruneTombstones: [ask(30 * DAY, PAGE)],
			foresee: [ask(partition, 1)],
		},
		imports: {
			begin: written,
			keep: written,
			complete: written,
			abandon: written,
			underWay: [ask(at.nodeId)],
			revision: [ask(at.retentionId)],
		},
		volumes: {
			listByNode: [ask(at.nodeId)],
			find: [ask(at.volumeId)],
			list: [
				...scopes.flatMap((scope) => [ask(scope, page), ask(scope, { ...page, after: at.volumeId })]),
				ask(own, { ...page, leaseId: at.leaseId }),
				ask("all", { ...page, nodeId: at.nodeId }),
			],
			countByRetention: [ask([at.retentionId])],
		},
		backend: {
			find: [ask(at.backendUuid)],
			findOpen: [ask([at.backendUuid, "8"])],
			listOpen: [ask(page), ask({ ...page, after: "8" })],
			// What is retained is as much as was closed within the grace, and all of it is put in order.
			listRetained: [{ ...ask({ ...page, after: "8" }), atMost: 100_000, mayScan: true }],
			findRetained: [ask(at.backendUuid)],
			factsOf: [ask(at.leaseId)],
			remember: written,
			takeSignature: written,
			// Everything that is held is added up.
			totals: [{ ...ask(), atMost: 200_000, mayScan: true }],
		},
		keyedRequests: { take: written, keep: written, finish: written, release: written },
		builtImages: {
			begin: written,
			hold: written,
			keep: written,
			giveUp: written,
			list: [ask(at.tenantId)],
			holds: [ask(at.tenantId)],
			find: [
				ask(at.tenantId, { name: "app", tag: "1", buildId: null }),
				ask(at.tenantId, { name: "app", tag: "1", buildId: "00000000-0000-7000-8000-000000000000" as BuildId }),
			],
			drop: written,
			takeLeft: [ask("node-0", PAGE)],
			forget: written,
		},
		execTickets: { put: written, take: written },
		deviceLogins: { begin: written, find: [ask("no-code")], confirm: written, deny: written, poll: written },
		keys: {
			create: written,
			findHolder: [ask(at.keyId)],
			find: [ask(at.keyId, { ...own, userId: null })],
			list: [ask({ ...own, userId: null }, page), ask({ ...own, userId: at.userId }, { ...page, after: at.keyId })],
			rotate: written,
			revoke: written,
			touch: written,
		},
		history: {
			operations: scopes.flatMap((scope) => operationLists(at).map((options) => ask(scope, { ...page, ...options }))),
			// A page of each kind is read, of which there are more than a dozen.
			events: scopes.flatMap((scope) =>
				eventLists(at, ago).map((options) => ({ ...ask(scope, { ...page, ...options }), atMost: 32 * PAGE })),
			),
			eventsOf: [ask(at.leaseId, page), ask(at.leaseId, { ...page, before: 3, types: ["moved"] })],
			claimTurn: [ask("releases", 0)],
			// A slice is looked at, and for each row of it what may refer to it.
			prune: (["releases", "events", "operations", "diagnostics", "audit", "deliveries", "logins", "tries"] as const).map((kind) => ({
				...ask(kind, prune),
				atMost: 20 * prune.limit,
			})),
			endTurn: [ask("releases", null)],
		},
		audit: { list: scopes.flatMap((scope) => audits.map((filter) => ask(scope, { ...page, ...filter }))), note: written },
		webhooks: {
			list: [ask(own), ask({ tenantId: null })],
			find: [ask(own, at.webhookId)],
			create: written,
			update: written,
			rotate: written,
			remove: written,
			deliveries: [
				ask(own, at.webhookId, page),
				ask(own, at.webhookId, { ...page, before: at.deliveryId }),
				ask(own, at.webhookId, { ...page, failed: true }),
			],
			attempts: [ask(own, at.deliveryId, page), ask(own, at.deliveryId, { ...page, after: 1 })],
			redeliver: written,
			ping: written,
			tellStuck: [ask(at.fence, at.leaseId, {})],
			debts: [{ ...ask(), atMost: 200_000, mayScan: true }],
			take: [ask(at.deliveryId)],
			note: written,
		},
		usage: {
			// One of the node's leases in seven is the answer.
			targets: [{ ...ask(at.nodeId), mayScan: true }],
			record: written,
			makeDays: written,
			keepUp: written,
			series: [ask(at.leaseId, "minute", yesterday), ask(at.leaseId, "hour", yesterday)],
			glances: [own, "all" as const].map((scope) => ask(scope, at.leaseIds, { minutesFrom: ago(1), restartsFrom: ago(1) })),
			// A week's hours of each of the leases.
			diskGrowth: [{ ...ask(at.leaseIds), atMost: 20_000 }],
			// What the range holds is added up.
			summary: [{ ...ask(at.tenantId, yesterday, { leasesMax: PAGE }), atMost: 5_000 }],
			lines: [ask(at.tenantId, "minute", yesterday, page), ask(at.tenantId, "hour", yesterday, page)],
			nodeTrend: [{ ...ask(yesterday, 6), atMost: 5_000 }],
			sizes: [ask()],
			topTenants: [{ ...ask(yesterday, PAGE), atMost: 5_000 }],
			watches: [ask()],
		},
	};
}

const foreseen = ({ tenantId }: Sample) => ({
	tenantId,
	adds: { cpuMillis: 1, memoryBytes: 1, diskBytes: 1 },
	ports: { tcp: 1, udp: 0 },
	domains: ["shop.example.org"],
	leaseId: null,
});

const leaseLists = (at: Sample): readonly Omit<LeaseListOptions, "limit">[] => [
	{},
	{ after: at.leaseId },
	{ includeClosed: true },
	{ includeClosed: true, after: at.leaseId },
	{ states: ["ready"] },
	{ states: ["failed", "stopped", "provisioning"], after: at.leaseId },
	{ states: ["updating"] },
	{ states: ["closed"] },
	{ search: "web-c4c" },
	{ search: "nobody has this" },
	{ search: "nginx" },
	{ search: "xy" },
	{ search: at.leaseId },
	{ sku: "small" },
	{ sku: "large", includeClosed: true },
	{ sku: "rare", includeClosed: true },
	{ sku: "none" },
	{ nodeId: at.nodeId, includeClosed: true },
	{ partition: "customer-100", includeClosed: true },
	{ partition: "none" },
	{ expiresBefore: at.now },
];

const operationLists = (at: Sample): readonly Omit<Parameters<HistoryStore["operations"]>[1], "limit">[] => [
	{},
	{ before: at.operationId },
	{ states: ["running", "failed"] },
	{ states: ["cancelled"] },
	{ leaseId: at.leaseId },
];

const eventLists = (at: Sample, ago: (days: number) => Date): readonly Omit<Parameters<HistoryStore["events"]>[1], "limit">[] => [
	{},
	{ types: ["release"] },
	{ types: ["cancelRequested", "retained"] },
	{ types: ["moved", "expiring"], from: ago(1) },
	{ from: ago(40), until: ago(39) },
	{ before: { atMicros: String(ago(50).getTime() * 1_000), leaseId: at.leaseId, seq: 1 } },
];
