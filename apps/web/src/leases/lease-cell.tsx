import { isWorking, type LeaseSummary } from "@berth/core";
import { clsx } from "clsx";
import type { Glance } from "@/data/use-glances.ts";
import { bareUrl, lastEventOf, shapeOf, shortImage, sizesOf } from "@/format/lease.ts";
import { markOfLease } from "@/format/mark.ts";
import { leaseListText as text } from "@/text/lease-list.ts";
import { Link } from "@/ui/link.tsx";
import { Age, Moment } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";
import type { LeaseColumn } from "./columns.ts";
import { RunningStep } from "./running-step.tsx";
import { Seen } from "./seen.tsx";
import { CpuCell, InboxCell, MemoryCell, RestartsCell } from "./use-cells.tsx";

interface LeaseCellProps {
	readonly lease: LeaseSummary;
	readonly column: LeaseColumn;
	readonly glance: Glance | undefined;
}

/** One cell of a lease's row. */
export function LeaseCell({ lease, column, glance }: LeaseCellProps) {
	switch (column) {
		case "state":
			return (
				<Td className="truncate">
					<StateMark mark={markOfLease(lease)}>
						{lease.unknownSince === null ? <Age since={lease.stateSince} /> : <Seen at={lease.unknownSince} />}
					</StateMark>
				</Td>
			);
		case "name":
			return (
				<Td className="sticky left-0 z-1 bg-inherit font-medium">
					<Link href={`/leases/${lease.id}`} data-row-link className="block truncate rounded hover:underline">
						{lease.name}
					</Link>
				</Td>
			);
		case "tenant":
			return <Td className="truncate text-ink-soft">{lease.tenantName}</Td>;
		case "shape":
			return (
				<Td className="truncate font-mono text-12 text-ink-soft" title={shapeOf(lease.items)}>
					{shapeOf(lease.items)}
				</Td>
			);
		case "size":
			return <Td className="truncate text-ink-soft">{sizesOf(lease.items)}</Td>;
		case "image":
			return (
				<Td className="truncate font-mono text-12 text-ink-soft" title={lease.images.join("\n")}>
					{lease.images.map(shortImage).join(" ")}
				</Td>
			);
		case "endpoint":
			return <EndpointCell lease={lease} />;
		case "cpu":
			return <CpuCell lease={lease} glance={glance} />;
		case "memory":
			return <MemoryCell lease={lease} glance={glance} />;
		case "restarts":
			return <RestartsCell glance={glance} />;
		case "inbox":
			return <InboxCell glance={glance} />;
		case "event":
			return (
				<Td className={clsx("truncate", lease.reason !== null && "text-bad")} title={lease.message ?? undefined}>
					{glance?.step && isWorking(lease.state) ? (
						<RunningStep step={glance.step} />
					) : (
						<>
							{lastEventOf(lease)} <Moment at={lease.stateSince} className="text-ink-faint" />
						</>
					)}
				</Td>
			);
		case "age":
			return (
				<Td className="truncate text-ink-soft">
					<Age since={lease.createdAt} />
				</Td>
			);
	}
}

function EndpointCell({ lease }: { readonly lease: LeaseSummary }) {
	const url = lease.endpoints.find((endpoint) => endpoint.url !== null)?.url ?? null;
	return (
		<Td className="truncate font-mono text-12">
			{url === null ? (
				<span className="text-ink-faint">–</span>
			) : (
				<a href={url} target="_blank" rel="noreferrer" className="rounded text-accent hover:underline">
					{bareUrl(url)} <span aria-hidden="true">↗</span>
					<span className="sr-only"> {text.opensInNewTab}</span>
				</a>
			)}
		</Td>
	);
}
