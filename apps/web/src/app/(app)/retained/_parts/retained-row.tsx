"use client";
import type { RetentionView } from "@berth/core";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useMe } from "@/data/me.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { formatBytes } from "@/format/bytes.ts";
import { shapeOf } from "@/format/lease.ts";
import { formatAge } from "@/format/time.ts";
import { ExtendDialog } from "@/leases/extend-dialog.tsx";
import { RelinquishDialog } from "@/leases/relinquish-dialog.tsx";
import { retainedText as text } from "@/text/retained.ts";
import { buttonClass, IconButton } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";
import { Menu, MenuItem, MenuLine } from "@/ui/menu.tsx";
import { Meter } from "@/ui/meter.tsx";
import { Moment } from "@/ui/moment.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";
import { toast } from "@/ui/toast.ts";

/** One closed lease's data: how long it stays, and what can be made of it. */
export function RetainedRow({ retention }: { readonly retention: RetentionView }) {
	const { isAdmin } = useMe();
	const client = useTRPCClient();
	const [asks, setAsks] = useState<"extend" | "destroy" | null>(null);
	const leave = (open: boolean) => !open && setAsks(null);
	const { id, leaseId, leaseName, state, items, volumes, bytes, createdAt } = retention;
	const isActive = state === "active";
	const download = async () => {
		try {
			const plan = await client.backup.plan.query({ retentionId: id });
			if (plan.isHere) window.location.assign(`${plan.path}&tenant=${encodeURIComponent(retention.tenantId)}`);
			else toast(`The data is on node ${plan.node}: download it from the Berth process beside it.`);
		} catch (error) {
			toast("Nothing was downloaded", { description: toProblem(error).message, duration: Number.POSITIVE_INFINITY });
		}
	};
	return (
		<tr data-retention={leaseName} className="hover:bg-hover">
			<Td className="max-w-60 font-medium">
				{leaseId === null ? (
					<span className="block truncate">
						{leaseName} <span className="font-normal text-ink-faint">{text.imported}</span>
					</span>
				) : (
					<Link href={`/leases/${leaseId}`} data-row-link className="block truncate rounded hover:underline">
						{leaseName}
					</Link>
				)}
			</Td>
			<Td className="whitespace-nowrap text-ink-soft">
				<Moment at={createdAt} />
			</Td>
			<Td className="max-w-52 truncate font-mono text-12 text-ink-soft" title={shapeOf(items)}>
				{shapeOf(items)}
			</Td>
			<Td className="text-right">{volumes}</Td>
			<Td className="text-right whitespace-nowrap text-ink-soft">{text.upTo(formatBytes(bytes))}</Td>
			<Td className="min-w-36">
				<TimeLeft retention={retention} />
			</Td>
			<Td className="whitespace-nowrap">
				<span className="inline-flex items-center gap-1.5">
					<MarkShapeIcon shape={isActive ? "ok" : state === "reaping" ? "gone" : "work"} className="size-2.5" />
					{isActive ? text.yes : text.why[state]}
				</span>
			</Td>
			<Td className="text-right whitespace-nowrap">
				{isActive && (
					<span className="inline-flex items-center gap-1">
						<Link href={`/leases/new?restore=${id}`} className={buttonClass("plain", true)}>
							{text.restore}
							<span className="sr-only"> {leaseName}</span>
						</Link>
						<Menu
							trigger={
								<IconButton label={text.more(leaseName)}>
									<Ellipsis className="size-4" aria-hidden />
								</IconButton>
							}
						>
							<MenuItem onSelect={() => void download()}>{text.archive}</MenuItem>
							{isAdmin && <MenuItem onSelect={() => setAsks("extend")}>{text.extend}</MenuItem>}
							<MenuLine />
							<MenuItem onSelect={() => setAsks("destroy")}>{text.destroy}</MenuItem>
						</Menu>
					</span>
				)}
				{asks === "extend" && <ExtendDialog retention={retention} onOpenChange={leave} />}
				{asks === "destroy" && <RelinquishDialog retention={retention} onOpenChange={leave} />}
			</Td>
		</tr>
	);
}

/** How much of its time is over, and how much is left in words. */
function TimeLeft({ retention: { createdAt, expiresAt, leaseName } }: { readonly retention: RetentionView }) {
	const now = useNow();
	const [from, until] = [Date.parse(createdAt), Date.parse(expiresAt)];
	const left = Math.max(0, until - now);
	return (
		<span className="grid gap-1" title={new Date(until).toLocaleString()}>
			<span className="tabular-nums">{formatAge(left)}</span>
			<Meter label={text.expiresOf(leaseName)} value={Math.max(0, now - from)} max={Math.max(1, until - from)} text={formatAge(left)} />
		</span>
	);
}
