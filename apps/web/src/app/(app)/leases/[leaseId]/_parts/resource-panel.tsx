"use client";
import type { LeaseDetail, LeaseItemView } from "@berth/core";
import type { ReactNode } from "react";
import { useMe } from "@/data/me.ts";
import { useGlances } from "@/data/use-glances.ts";
import { formatBytes, formatBytesOf, formatCpu, formatShare } from "@/format/bytes.ts";
import { Spark } from "@/leases/spark.tsx";
import { leaseListText } from "@/text/lease-list.ts";
import { resourcePanelText as text } from "@/text/lease-summary.ts";
import { Meter } from "@/ui/meter.tsx";
import { Panel } from "@/ui/panel.tsx";

/** What is leased, per service and in all, and what of it the last minute used. */
export function ResourcePanel({ lease }: { readonly lease: LeaseDetail }) {
	const { items, retention } = lease;
	const glances = useGlances(useMe().isAdmin ? "all" : "tenant", lease.state === "closed" ? [] : [lease.id], false);
	if (lease.state === "closed") {
		return (
			<Panel title={text.resources}>
				<p className="text-ink-faint">{retention === null ? text.allGivenBack : text.ofDiskForTheRetained(formatBytes(retention.bytes))}</p>
			</Panel>
		);
	}
	const sum = (of: (item: LeaseItemView) => number) => items.reduce((total, item) => total + of(item) * item.quantity, 0);
	const cpuMillis = sum((item) => item.cpuMillis);
	const memoryBytes = sum((item) => item.memoryBytes);
	const minutes = glances.get(lease.id)?.minutes ?? [];
	const { cpuMillis: usedMillis = null, memoryBytes: usedBytes = null } = minutes.at(-1) ?? {};
	return (
		<Panel title={text.resources}>
			<dl className="grid grid-cols-3 gap-2">
				<Figure label={text.cpu} value={formatCpu(cpuMillis).replace(" CPU", "")}>
					{usedMillis !== null && (
						<>
							<Spark values={minutes.map((minute) => minute.cpuMillis)} max={cpuMillis} /> {formatShare(usedMillis, cpuMillis)}
						</>
					)}
				</Figure>
				<Figure label={text.memory} value={formatBytes(memoryBytes)}>
					{usedBytes !== null && (
						<>
							<Meter
								label={leaseListText.use.memoryOf(lease.name)}
								value={usedBytes}
								max={memoryBytes}
								text={formatBytesOf(usedBytes, memoryBytes)}
								className="w-10"
							/>
							{formatBytes(usedBytes)}
						</>
					)}
				</Figure>
				<Figure label={text.disk} value={formatBytes(sum(({ diskBytes }) => diskBytes))} />
			</dl>
			<ul className="mt-3 grid gap-1 border-t pt-2.5 text-12">
				{items.map(({ service, sku, quantity, cpuMillis, memoryBytes }) => (
					<li key={service} className="flex justify-between gap-3">
						<span className="truncate">
							{service} <span className="text-ink-faint">× {quantity}</span>
						</span>
						<span className="text-ink-soft tabular-nums">
							{sku}: {formatCpu(cpuMillis)}, {formatBytes(memoryBytes)}
						</span>
					</li>
				))}
			</ul>
		</Panel>
	);
}

interface FigureProps {
	readonly label: string;
	readonly value: string;
	/** What of it was used last, where that is known. */
	readonly children?: ReactNode;
}

const Figure = ({ label, value, children }: FigureProps) => (
	<div>
		<dt className="text-12 text-ink-faint">{label}</dt>
		<dd className="text-16 font-medium tabular-nums">{value}</dd>
		{children && <dd className="mt-0.5 flex items-center gap-1.5 text-12 text-ink-soft tabular-nums">{children}</dd>}
	</div>
);
