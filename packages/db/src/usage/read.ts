import { AppError, type LeaseId, type TenantId } from "@berth/core";
import { parameters, type Queryable, rowsOf } from "../query.ts";
import type {
	NodeWatchRecord,
	UsageLine,
	UsageOfLease,
	UsageRange,
	UsageRecord,
	UsageStep,
	UsageStore,
	UsageTotals,
} from "../usage-store.ts";

const tables: Readonly<Record<UsageStep, string>> = { minute: "usage_minute", hour: "usage_hour" };

/** More points than any picture shows and any page should hold. */
const POINTS_MAX = 50_000;

const series = (step: UsageStep) => `
	select at, tenant_id as "tenantId", lease_id as "leaseId", service, measured_seconds as "measuredSeconds", cpu_ms as "cpuMs",
		memory_byte_seconds as "memoryByteSeconds", memory_peak_bytes as "memoryPeakBytes", disk_seconds as "diskSeconds",
		disk_byte_seconds as "diskByteSeconds", rx_bytes as "rxBytes", tx_bytes as "txBytes"
	from ${tables[step]} where lease_id = $1 and at >= $2 and at < $3
	order by at, service limit ${POINTS_MAX + 1}`;

/** Reads one lease's use by time. Cost: its rows of the range, by the primary key of the days in it; no lock. */
export async function readUsageSeries(
	db: Queryable,
	leaseId: LeaseId,
	step: UsageStep,
	range: UsageRange,
): Promise<readonly UsageRecord[]> {
	const rows = await rowsOf<UsageRecord & { [name: string]: unknown }>(db, series(step), [leaseId, range.from, range.to]);
	if (rows.length > POINTS_MAX) throw new AppError("BAD_INPUT", { message: "That is too long a range for so small a step." });
	return rows;
}

const sums = `
	sum(measured_seconds)::text as "measuredSeconds", sum(cpu_ms)::text as "cpuMs", sum(memory_byte_seconds)::text as "memoryByteSeconds",
	max(memory_peak_bytes)::text as "memoryPeakBytes", sum(disk_seconds)::text as "diskSeconds", case when sum(disk_seconds) > 0 then sum(disk_byte_seconds)::text end as "diskByteSeconds",
	sum(rx_bytes)::text as "rxBytes", sum(tx_bytes)::text as "txBytes"`;
const ofTenant = "from usage_hour where tenant_id = $1 and at >= $2 and at < $3";

const days = `select date_trunc('day', at, 'UTC') as day, ${sums} ${ofTenant} group by grouping sets ((date_trunc('day', at, 'UTC')), ()) order by 1 nulls last`;
const leases = `
	select used.*, coalesce(lease.name, '') as "leaseName", count(*) over ()::int as "leasesTotal"
	from (select lease_id as "leaseId", sum(cpu_ms) as cpu, ${sums} ${ofTenant} group by lease_id) as used
		left join lease on lease.id = used."leaseId"
	order by used.cpu desc, used."leaseId" limit $4`;

/** Adds a tenant's hours up. Cost: its rows of the range twice, by usage_hour_tenant_idx; no lock. */
export async function summarizeUsage(
	db: Queryable,
	tenantId: TenantId,
	{ from, to }: UsageRange,
	{ leasesMax }: { readonly leasesMax: number },
): ReturnType<UsageStore["summary"]> {
	const byDay = await rowsOf<UsageTotals & { day: Date | null; [name: string]: unknown }>(db, days, [tenantId, from, to]);
	const byLease = await rowsOf<UsageOfLease & { cpu: string; leasesTotal: number; [name: string]: unknown }>(db, leases, [
		tenantId,
		from,
		to,
		leasesMax,
	]);
	const all = byDay.find(({ day }) => day === null);
	return {
		// A sum of nothing is a row without figures.
		total: all === undefined || all.cpuMs === null ? null : withoutDay(all),
		days: byDay.flatMap(({ day, ...totals }) => (day === null ? [] : [{ day, ...withoutDay(totals) }])),
		leases: byLease.map(({ cpu: _cpu, leasesTotal: _total, ...lease }) => ({
			leaseId: lease.leaseId,
			leaseName: lease.leaseName,
			...withoutDay(lease),
		})),
		leasesTotal: byLease[0]?.leasesTotal ?? 0,
	};
}

const withoutDay = (row: UsageTotals): UsageTotals => ({
	measuredSeconds: row.measuredSeconds,
	cpuMs: row.cpuMs,
	memoryByteSeconds: row.memoryByteSeconds,
	memoryPeakBytes: row.memoryPeakBytes,
	diskSeconds: row.diskSeconds,
	diskByteSeconds: row.diskByteSeconds,
	rxBytes: row.rxBytes,
	txBytes: row.txBytes,
});

/**
 * Reads a page of a tenant's use, in the order of time, lease and service.
 *
 * Cost  the page alone, by the index on (tenant_id, at) of the days it is in; of one lease, that lease's rows of the range. No lock is
 *       kept between pages.
 */
export async function readUsageLines(
	db: Queryable,
	tenantId: TenantId,
	step: UsageStep,
	range: UsageRange,
	{ limit, leaseId, after }: Parameters<UsageStore["lines"]>[3],
): Promise<readonly UsageLine[]> {
	const { values, of: p } = parameters();
	const where = [`used.tenant_id = ${p(tenantId)}`, `used.at >= ${p(after?.at ?? range.from)}`, `used.at < ${p(range.to)}`];
	if (leaseId !== undefined) where.push(`used.lease_id = ${p(leaseId)}`);
	if (after !== undefined)
		where.push(`(used.at, used.lease_id, used.service) > (${p(after.at)}, ${p(after.leaseId)}, ${p(after.service)})`);
	const text = `
		select used.at, used.lease_id as "leaseId", coalesce(lease.name, '') as "leaseName", used.service,
			measured_seconds::text as "measuredSeconds", cpu_ms::text as "cpuMs", memory_byte_seconds::text as "memoryByteSeconds",
			memory_peak_bytes::text as "memoryPeakBytes", disk_seconds::text as "diskSeconds", case when disk_seconds > 0 then disk_byte_seconds::text end as "diskByteSeconds",
			rx_bytes::text as "rxBytes", tx_bytes::text as "txBytes"
		from ${tables[step]} as used left join lease on lease.id = used.lease_id
		where ${where.join(" and ")}
		order by used.at, used.lease_id, used.service limit ${p(limit)}`;
	return rowsOf<UsageLine & { [name: string]: unknown }>(db, text, values);
}

const top = `
	select used."tenantId", coalesce(tenant.name, '') as name, used.cpu::text as "cpuMs"
	from (select tenant_id as "tenantId", sum(cpu_ms) as cpu from usage_hour where at >= $1 and at < $2 group by tenant_id) as used
		left join tenant on tenant.id = used."tenantId"
	order by used.cpu desc limit $3`;

/** Names the tenants that used most. Cost: the hours of the range, by usage_hour_at_idx; no lock. */
export const topUsageTenants = (
	db: Queryable,
	{ from, to }: UsageRange,
	limit: number,
): Promise<readonly { tenantId: TenantId; name: string; cpuMs: string }[]> => rowsOf(db, top, [from, to, limit]);

/** Says what watching costs on each node. Cost: one row for each. */
export const listNodeWatches = (db: Queryable): Promise<readonly NodeWatchRecord[]> =>
	rowsOf<NodeWatchRecord & { [name: string]: unknown }>(db, `select node_id as "nodeId", at, figures from node_watch`, []);
