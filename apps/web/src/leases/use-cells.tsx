import type { LeaseSummary } from "@berth/core";
import type { Glance } from "@/data/use-glances.ts";
import { formatBytes, formatBytesOf, formatCpu, formatShare } from "@/format/bytes.ts";
import { formatMoment } from "@/format/time.ts";
import { leaseListText as text } from "@/text/lease-list.ts";
import { Meter } from "@/ui/meter.tsx";
import { Td } from "@/ui/table.tsx";
import { leasedOf } from "./leased-of.ts";
import { Spark } from "./spark.tsx";

interface UseCellProps {
	readonly lease: LeaseSummary;
	/** Absent until it was asked. */
	readonly glance: Glance | undefined;
}

/** What the last minute used of the processors that are leased, and the minutes before it. */
export function CpuCell({ lease, glance }: UseCellProps) {
	const { cpuMillis } = leasedOf(lease);
	const newest = glance?.minutes.at(-1);
	if (newest === undefined || newest.cpuMillis === null) return <Unused leased={formatCpu(cpuMillis)} />;
	const used = newest.cpuMillis;
	return (
		<Td className="text-ink-soft" title={text.use.cpu(formatCpu(used), formatCpu(cpuMillis), formatMoment(newest.at))}>
			<span className="flex items-center justify-end gap-2 tabular-nums">
				<Spark values={glance?.minutes.map((minute) => minute.cpuMillis) ?? []} max={cpuMillis} />
				<span className="w-10 text-right">{formatShare(used, cpuMillis)}</span>
			</span>
		</Td>
	);
}

/** What the last minute held of the memory that is leased. */
export function MemoryCell({ lease, glance }: UseCellProps) {
	const { memoryBytes } = leasedOf(lease);
	const newest = glance?.minutes.at(-1);
	if (newest === undefined || newest.memoryBytes === null) return <Unused leased={formatBytes(memoryBytes)} />;
	const said = formatBytesOf(newest.memoryBytes, memoryBytes);
	return (
		<Td className="text-ink-soft" title={text.use.memory(said, formatMoment(newest.at))}>
			<span className="flex items-center justify-end gap-2 tabular-nums">
				<Meter label={text.use.memoryOf(lease.name)} value={newest.memoryBytes} max={memoryBytes} text={said} className="w-10 shrink-0" />
				<span className="truncate">{said}</span>
			</span>
		</Td>
	);
}

/** Nothing is known of its use: it does not run, is too young, or nobody measures. What it may use is. */
const Unused = ({ leased }: { readonly leased: string }) => (
	<Td className="truncate text-right text-ink-faint" title={text.use.unknown}>
		{text.use.leased(leased)}
	</Td>
);

/** How many messages wait for its actor; from six on it is behind. */
export function InboxCell({ glance }: Pick<UseCellProps, "glance">) {
	const waiting = glance?.inbox ?? 0;
	return (
		<Td className={waiting > 5 ? "text-right font-medium text-warn tabular-nums" : "text-right text-ink-soft tabular-nums"}>
			{waiting > 0 && waiting}
		</Td>
	);
}

/** How often it was begun anew in a day. */
export function RestartsCell({ glance }: Pick<UseCellProps, "glance">) {
	const restarts = glance?.restarts ?? 0;
	return <Td className="text-right text-ink-soft tabular-nums">{restarts > 0 && restarts}</Td>;
}
