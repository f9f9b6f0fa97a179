"use client";
import type { RouterOutputs } from "@berth/client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { Meter } from "@/ui/meter.tsx";
import { Panel } from "@/ui/panel.tsx";

type Quota = RouterOutputs["tenant"]["quota"];

export interface QuotaRow {
	readonly label: string;
	readonly used: number;
	readonly max: number;
	readonly text: string;
}

/** What is bounded, with what of it is used; nothing of what is not. */
export const quotaRows = ({ limits, use }: Quota): QuotaRow[] =>
	[
		{ label: "Leases", used: use.leases, max: limits.leasesMax, format: String },
		{ label: "CPU", used: use.cpuMillis, max: limits.cpuMillisMax, format: formatCpu },
		{ label: "Memory", used: use.memoryBytes, max: limits.memoryBytesMax, format: formatBytes },
		{ label: "Disk", used: use.diskBytes, max: limits.diskBytesMax, format: formatBytes },
		{ label: "Retained leases", used: use.retained.records, max: limits.retainedMax, format: String },
		{ label: "Retained data", used: use.retained.bytes, max: limits.retainedBytesMax, format: formatBytes },
	].flatMap(({ label, used, max, format }) => (max === null ? [] : [{ label, used, max, text: `${format(used)} of ${format(max)}` }]));

/** How much of its quota the tenant uses; nothing where it has none. */
export function QuotaPanel() {
	const trpc = useTRPC();
	const quota = useQuery(trpc.tenant.quota.queryOptions(undefined, { staleTime: 10_000 }));
	const rows = quota.data ? quotaRows(quota.data) : [];
	const isSuspended = quota.data !== undefined && quota.data.limits.suspendedAt !== null;
	if (rows.length === 0 && !isSuspended) return null;
	return (
		<Panel title="Quota">
			{isSuspended && <p className="mb-3 text-warn">This tenant is suspended: what runs goes on, and nothing new is taken.</p>}
			<dl className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
				{rows.map(({ label, used, max, text }) => (
					<div key={label} className="grid gap-1">
						<dt className="flex justify-between gap-3 text-12 text-ink-soft">
							{label}
							<span className="text-ink tabular-nums">{text}</span>
						</dt>
						<dd>
							<Meter label={label} value={used} max={max} text={text} />
						</dd>
					</div>
				))}
			</dl>
		</Panel>
	);
}
