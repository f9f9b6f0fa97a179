import { AppError, type Clock, DAY, HOUR, type LeaseId, MINUTE, type OperationStep, type TenantId } from "@berth/core";
import type { Stores, UsageLine, UsageRange, UsageStep, UsageSummary } from "@berth/db";
import type { Caller } from "../service.ts";
import { type LeasedLimits, type ServiceUsage, toLeaseUsage, type UsagePoint } from "./lease-usage.ts";
import { type NodeTrend, readTrend } from "./node-trend.ts";
import { parseWatchFigures, type WatchFigures } from "./watch-figures.ts";

/** What a lease used, and what is leased, so that both can be drawn. */
export interface LeaseUsage {
	readonly leaseId: LeaseId;
	readonly step: UsageStep;
	readonly from: string;
	readonly to: string;
	readonly limits: LeasedLimits;
	readonly whole: readonly UsagePoint[];
	readonly services: readonly ServiceUsage[];
}

/** A lease beside its own row: what it used lately, and what it is about. */
export interface LeaseGlanceView {
	readonly leaseId: LeaseId;
	/** Means of its last minutes, oldest first; null is not known. */
	readonly minutes: readonly { readonly at: string; readonly cpuMillis: number | null; readonly memoryBytes: number | null }[];
	/** In the last day: restarts, and instances that ended by themselves. */
	readonly restarts: number;
	/** What runs of the work that is under way. */
	readonly step: OperationStep | null;
}

/** What leases used, for their tenants and for whoever bills. */
export interface UsageService {
	/** Errors  NOT_FOUND, also for another tenant's; BAD_INPUT for a range too long for its step. */
	ofLease(caller: Caller, leaseId: LeaseId, step: UsageStep, range: UsageRange): Promise<LeaseUsage>;
	/** Added up from hours; the hour under way is in it up to some minutes ago. Errors  BAD_INPUT for too long a range. */
	summary(tenantId: TenantId, range: UsageRange): Promise<UsageSummary>;
	/**
	 * Every line of a tenant's use by time, page by page, each read when the one before was taken.
	 *
	 * Errors  BAD_INPUT for too long a range, before the first page.
	 */
	lines(
		tenantId: TenantId,
		step: UsageStep,
		range: UsageRange,
		options: { readonly leaseId?: LeaseId; readonly signal: AbortSignal },
	): AsyncIterable<readonly UsageLine[]>;
	/** What leases of a list use and do, of those that the caller may see. */
	glances(caller: Caller, leaseIds: readonly LeaseId[]): Promise<readonly LeaseGlanceView[]>;
	/** What watching is and costs, by node, as the agents last said. */
	watching(): Promise<ReadonlyMap<string, { readonly at: Date; readonly figures: WatchFigures }>>;
	/** What was leased of each node in the last days, and what was used of that. */
	nodeTrend(days: number): Promise<NodeTrend>;
	top(): ReturnType<Stores["usage"]["topTenants"]>;
	sizes(): ReturnType<Stores["usage"]["sizes"]>;
}

/** A picture of more points than this shows no more, and costs its page. */
const SERIES_MAX_MS = { minute: DAY + HOUR, hour: 100 * DAY } as const;
const LINES_MAX_MS = { minute: 32 * DAY, hour: 400 * DAY } as const;
const SUMMARY_MAX_MS = 100 * DAY;
/** Leases named in a summary; an export names all. */
const LEASES_MAX = 100;
const TOP_TENANTS = 5;
/** What a row of a list has room to draw. */
const GLANCE_MS = 15 * MINUTE;
/** Lines read at once: some hundred kilobytes. */
const PAGE = 1_000;

export function createUsageService(stores: Pick<Stores, "leases" | "nodes" | "usage">, clock: Clock): UsageService {
	const { usage } = stores;
	return {
		async ofLease(caller, leaseId, step, range) {
			assertRange(range, SERIES_MAX_MS[step]);
			const lease = await stores.leases.find(leaseId, caller.scope);
			if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId } });
			const records = await usage.series(leaseId, step, range);
			return { leaseId, step, from: range.from.toISOString(), to: range.to.toISOString(), ...toLeaseUsage(records, lease.items) };
		},
		async summary(tenantId, range) {
			assertRange(range, SUMMARY_MAX_MS);
			return usage.summary(tenantId, range, { leasesMax: LEASES_MAX });
		},
		lines(tenantId, step, range, { leaseId, signal }) {
			assertRange(range, LINES_MAX_MS[step]);
			return readPages(
				(after) => usage.lines(tenantId, step, range, { limit: PAGE, ...(leaseId && { leaseId }), ...(after && { after }) }),
				signal,
			);
		},
		async glances(caller, leaseIds) {
			const nowMs = clock.now().getTime();
			const since = { minutesFrom: new Date(nowMs - GLANCE_MS), restartsFrom: new Date(nowMs - DAY) };
			const found = await usage.glances(caller.scope, leaseIds, since);
			return found.map(({ leaseId, minutes, restarts, steps }) => ({
				leaseId,
				minutes: minutes.map(({ at, cpuMillis, memoryBytes }) => ({
					at: at.toISOString(),
					cpuMillis: cpuMillis === null ? null : Math.round(cpuMillis),
					memoryBytes: memoryBytes === null ? null : Math.round(memoryBytes),
				})),
				restarts,
				step: steps?.find(({ state }) => state === "running") ?? null,
			}));
		},
		async watching() {
			const told = await usage.watches();
			return new Map(
				told.flatMap(({ nodeId, at, figures }) => {
					const parsed = parseWatchFigures(figures);
					return parsed === null ? [] : [[nodeId, { at, figures: parsed }] as const];
				}),
			);
		},
		top() {
			const to = clock.now();
			return usage.topTenants({ from: new Date(to.getTime() - DAY), to: new Date(to.getTime() + MINUTE) }, TOP_TENANTS);
		},
		nodeTrend: (days) => readTrend(stores, clock, days),
		sizes: () => usage.sizes(),
	};
}

function assertRange({ from, to }: UsageRange, maxMs: number): void {
	if (!(to > from)) throw new AppError("BAD_INPUT", { message: "The range must end after it begins." });
	if (to.getTime() - from.getTime() > maxMs)
		throw new AppError("BAD_INPUT", { message: `The range may be at most ${maxMs / HOUR} hours long.`, data: { hoursMax: maxMs / HOUR } });
}

async function* readPages(
	read: (after: UsageLine | null) => Promise<readonly UsageLine[]>,
	signal: AbortSignal,
): AsyncGenerator<readonly UsageLine[], void, undefined> {
	let last: UsageLine | null = null;
	do {
		signal.throwIfAborted();
		const page: readonly UsageLine[] = await read(last);
		last = page.at(-1) ?? null;
		if (page.length > 0) yield page;
		if (page.length < PAGE) return;
	} while (last !== null);
}
