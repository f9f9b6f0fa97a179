import type { LeaseSummary } from "@berth/core";
import { clsx } from "clsx";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { bareUrl, lastEventOf, shapeOf, shortImage, sizesOf } from "@/format/lease.ts";
import { markOfLease } from "@/format/mark.ts";
import { leaseListText as text } from "@/text/lease-list.ts";
import { Link } from "@/ui/link.tsx";
import { Age, Moment } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";
import type { LeaseColumn } from "./columns.ts";
import { leasedOf } from "./leased-of.ts";
import { Seen } from "./seen.tsx";

/** One cell of a lease's row. */
export function LeaseCell({ lease, column }: { readonly lease: LeaseSummary; readonly column: LeaseColumn }) {
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
				<Td className="font-medium">
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
			return <Td className="truncate text-right text-ink-soft">{formatCpu(leasedOf(lease).cpuMillis)}</Td>;
		case "memory":
			return <Td className="truncate text-right text-ink-soft">{formatBytes(leasedOf(lease).memoryBytes)}</Td>;
		case "event":
			return (
				<Td className={clsx("truncate", lease.reason !== null && "text-bad")} title={lease.message ?? undefined}>
					{lastEventOf(lease)} <Moment at={lease.stateSince} className="text-ink-faint" />
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
