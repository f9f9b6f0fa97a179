"use client";
import type { RouterOutputs } from "@berth/client";
import { DAY, HOUR } from "@berth/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { formatAmount, formatByteHours, formatCpuTime } from "@/format/usage.ts";
import { usageText as text } from "@/text/usage.ts";
import { Empty } from "@/ui/empty.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { Link } from "@/ui/link.tsx";
import { PageHead, Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { DayBars } from "./day-bars.tsx";
import { ExportPanel } from "./export-panel.tsx";

const spans = [
	{ label: "Last day", ms: DAY },
	{ label: "7 days", ms: 7 * DAY },
	{ label: "30 days", ms: 30 * DAY },
	{ label: "90 days", ms: 90 * DAY },
] as const;

type Summary = RouterOutputs["usage"]["summary"];

/** What the tenant's leases used, by lease and by day, and as files for whoever bills. */
export function Usage() {
	const trpc = useTRPC();
	const [span, setSpan] = useState<(typeof spans)[number]>(spans[1]);
	// Whole hours, since it is added up from them; another question with each new one.
	const to = Math.ceil(useNow() / HOUR) * HOUR;
	const range = { from: new Date(to - span.ms).toISOString(), to: new Date(to).toISOString() };
	const usage = useQuery(
		trpc.usage.summary.queryOptions(range, { placeholderData: keepPreviousData, enabled: to > 0, refetchInterval: 60_000 }),
	);
	const { data } = usage;
	return (
		<>
			<PageHead title={text.usage}>
				<fieldset className="flex flex-wrap items-center gap-1">
					<legend className="sr-only">{text.timeAddedUp}</legend>
					{spans.map((one) => (
						<FilterChip key={one.label} isOn={span === one} onClick={() => setSpan(one)}>
							{one.label}
						</FilterChip>
					))}
				</fieldset>
			</PageHead>
			{usage.error && (
				<ProblemPanel
					title={data ? text.whatIsShownIsOld : text.theUsageCouldNotBe}
					problem={toProblem(usage.error)}
					onRetry={() => void usage.refetch()}
					className="mb-3"
				/>
			)}
			{!data && !usage.error && (
				<div className="grid gap-4">
					<SkeletonPanel className="h-24" />
					<SkeletonPanel className="h-72" />
				</div>
			)}
			{data && (
				<div className="grid gap-4">
					<Totals summary={data} />
					{data.total && <DayBars days={data.days} />}
					<OfLeases summary={data} />
					<ExportPanel range={range} />
				</div>
			)}
		</>
	);
}

function Totals({ summary: { total } }: { readonly summary: Summary }) {
	const figures = [
		{ label: "CPU time", value: total && formatCpuTime(total.cpuMs) },
		{ label: "Memory", value: total && formatByteHours(total.memoryByteSeconds) },
		{ label: "Disk", value: total && formatByteHours(total.diskByteSeconds) },
		{ label: "Received", value: total && formatAmount(total.rxBytes) },
		{ label: "Sent", value: total && formatAmount(total.txBytes) },
	];
	return (
		<dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-5" data-testid="usage-totals">
			{figures.map(({ label, value }) => (
				<div key={label} className="rounded-card border bg-panel px-4 py-3">
					<dt className="text-12 text-ink-faint">{label}</dt>
					<dd className="text-20 font-semibold tracking-tight tabular-nums">{value ?? "–"}</dd>
				</div>
			))}
		</dl>
	);
}

function OfLeases({ summary: { leases, leasesTotal } }: { readonly summary: Summary }) {
	return (
		<Panel
			title={text.byLease}
			flush
			aside={leasesTotal > leases.length ? text.theThatUsedMostCpu(leases.length, leasesTotal) : text.mostCpuFirst}
		>
			{leases.length === 0 ? (
				<Empty title={text.nothingWasUsedInThis}>
					<p>
						{text.whatLeasesUseIsAdded}{" "}
						<Link href="/leases" className="rounded text-accent hover:underline">
							{text.lookAtYourLeases}
						</Link>
					</p>
				</Empty>
			) : (
				<Table label={text.usageByLease}>
					<thead>
						<tr>
							<Th>{text.lease}</Th>
							<Th className="text-right">{text.measured}</Th>
							<Th className="text-right">{text.cpuTime}</Th>
							<Th className="text-right">{text.memory}</Th>
							<Th className="text-right">{text.disk}</Th>
							<Th className="text-right">{text.received}</Th>
							<Th className="text-right">{text.sent}</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{leases.map((lease) => (
							<tr key={lease.leaseId} data-usage-of={lease.leaseName} className="tabular-nums">
								<Td>
									<Link href={`/leases/${lease.leaseId}/metrics`} className="rounded font-medium hover:underline">
										{lease.leaseName || lease.leaseId}
									</Link>
								</Td>
								<Td className="text-right">{formatCpuTime(`${lease.measuredSeconds}000`)}</Td>
								<Td className="text-right">{formatCpuTime(lease.cpuMs)}</Td>
								<Td className="text-right">{formatByteHours(lease.memoryByteSeconds)}</Td>
								<Td className="text-right">{formatByteHours(lease.diskByteSeconds)}</Td>
								<Td className="text-right">{formatAmount(lease.rxBytes)}</Td>
								<Td className="text-right">{formatAmount(lease.txBytes)}</Td>
							</tr>
						))}
					</tbody>
				</Table>
			)}
		</Panel>
	);
}
