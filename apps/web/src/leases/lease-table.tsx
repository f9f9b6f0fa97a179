"use client";
import type { LeaseSummary } from "@berth/core";
import { clsx } from "clsx";
import { useRouter } from "next/navigation";
import { memo } from "react";
import { useFlash } from "@/data/use-flash.ts";
import { useNow } from "@/data/use-now.ts";
import { bareUrl, lastEventOf, shapeOf, shortImage, sizesOf } from "@/format/lease.ts";
import { markOfLease } from "@/format/mark.ts";
import { formatAge } from "@/format/time.ts";
import { Link } from "@/ui/link.tsx";
import { Age, Moment } from "@/ui/moment.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

interface LeaseTableProps {
	/** Undefined while they are loaded. */
	readonly rows: readonly LeaseSummary[] | undefined;
	readonly label: string;
	readonly withTenant?: boolean;
	readonly onHold?: (isHeld: boolean) => void;
}

export function LeaseTable({ rows, label, withTenant = false, onHold }: LeaseTableProps) {
	const hold = (isHeld: boolean) => () => onHold?.(isHeld);
	return (
		<Table label={label} onPointerEnter={hold(true)} onPointerLeave={hold(false)} aria-busy={rows === undefined || undefined}>
			<thead>
				<tr>
					<Th>State</Th>
					<Th>Name</Th>
					{withTenant && <Th>Tenant</Th>}
					<Th>Shape</Th>
					<Th>Size</Th>
					<Th>Image</Th>
					<Th>Endpoint</Th>
					<Th>Last event</Th>
				</tr>
			</thead>
			<tbody className="[&_tr:last-child_td]:border-b-0">
				{rows === undefined ? (
					<SkeletonRows rows={6} columns={withTenant ? 8 : 7} />
				) : (
					rows.map((lease) => <LeaseRow key={lease.id} lease={lease} withTenant={withTenant} />)
				)}
			</tbody>
		</Table>
	);
}

const LeaseRow = memo(function LeaseRow({ lease, withTenant }: { readonly lease: LeaseSummary; readonly withTenant: boolean }) {
	const router = useRouter();
	const flash = useFlash(lease.version);
	const href = `/leases/${lease.id}`;
	const url = lease.endpoints.find((endpoint) => endpoint.url !== null)?.url ?? null;
	const open = (target: EventTarget) => {
		// A press on a link of its own, or the end of a selection, is not meant for the row.
		if (target instanceof Element && (target.closest("a, button") || window.getSelection()?.toString())) return;
		router.push(href);
	};
	return (
		// The name is the row's link for the keyboard; the rest of the row only makes the target larger.
		<tr
			ref={flash}
			onClick={(event) => open(event.target)}
			className={clsx("cursor-pointer hover:bg-hover", lease.unknownSince !== null && "opacity-65")}
		>
			<Td>
				<StateMark mark={markOfLease(lease)}>
					{lease.unknownSince === null ? <Age since={lease.stateSince} /> : <Seen at={lease.unknownSince} />}
				</StateMark>
			</Td>
			<Td className="max-w-60 font-medium">
				<Link href={href} data-row-link className="block truncate rounded hover:underline">
					{lease.name}
				</Link>
			</Td>
			{withTenant && <Td className="max-w-40 truncate text-ink-soft">{lease.tenantName}</Td>}
			<Td className="max-w-52 truncate font-mono text-12 text-ink-soft" title={shapeOf(lease.items)}>
				{shapeOf(lease.items)}
			</Td>
			<Td className="whitespace-nowrap text-ink-soft">{sizesOf(lease.items)}</Td>
			<Td className="max-w-52 truncate font-mono text-12 text-ink-soft" title={lease.images.join("\n")}>
				{lease.images.map(shortImage).join(" ")}
			</Td>
			<Td className="max-w-52 truncate font-mono text-12">
				{url === null ? (
					<span className="text-ink-faint">–</span>
				) : (
					<a href={url} target="_blank" rel="noreferrer" className="rounded text-accent hover:underline">
						{bareUrl(url)} <span aria-hidden="true">↗</span>
						<span className="sr-only"> (opens in a new tab)</span>
					</a>
				)}
			</Td>
			<Td className={clsx("max-w-72 truncate", lease.reason !== null && "text-bad")} title={lease.message ?? undefined}>
				{lastEventOf(lease)} <Moment at={lease.stateSince} className="text-ink-faint" />
			</Td>
		</tr>
	);
});

/** While the node is silent, how old the state is. */
export function Seen({ at }: { readonly at: string }) {
	return <>· seen {formatAge(useNow() - Date.parse(at))} ago</>;
}
