import type { LeaseDetail, LeaseItemView } from "@berth/core";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { resourcePanelText as text } from "@/text/lease-summary.ts";
import { Panel } from "@/ui/panel.tsx";

/** What is leased, per service and in all. */
export function ResourcePanel({ lease }: { readonly lease: LeaseDetail }) {
	const { items, retention } = lease;
	if (lease.state === "closed") {
		return (
			<Panel title={text.resources}>
				<p className="text-ink-faint">{retention === null ? text.allGivenBack : text.ofDiskForTheRetained(formatBytes(retention.bytes))}</p>
			</Panel>
		);
	}
	const sum = (of: (item: LeaseItemView) => number) => items.reduce((total, item) => total + of(item) * item.quantity, 0);
	return (
		<Panel title={text.resources}>
			<dl className="grid grid-cols-3 gap-2">
				<Figure label={text.cpu} value={formatCpu(sum(({ cpuMillis }) => cpuMillis)).replace(" CPU", "")} />
				<Figure label={text.memory} value={formatBytes(sum(({ memoryBytes }) => memoryBytes))} />
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

const Figure = ({ label, value }: { readonly label: string; readonly value: string }) => (
	<div>
		<dt className="text-12 text-ink-faint">{label}</dt>
		<dd className="text-16 font-medium tabular-nums">{value}</dd>
	</div>
);
