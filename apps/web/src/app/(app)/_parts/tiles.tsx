"use client";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { LeaseCounts } from "@/data/apply-list.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { formatCount } from "@/format/count.ts";
import type { MarkShape } from "@/format/mark.ts";
import { countOf, type StateFilter, stateFilters } from "@/leases/state-filter.ts";
import { openCount } from "@/shell/nav-links.tsx";
import { overviewText } from "@/text/overview.ts";
import { Link } from "@/ui/link.tsx";
import { Meter } from "@/ui/meter.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

const text = overviewText.tiles;

const shapes: Record<StateFilter, MarkShape> = { ready: "ok", working: "work", failed: "bad", stopped: "rest", closing: "gone" };

/** The tenant in four figures: leases by state, what is leased of processors, memory and disk, and what is retained. Each leads on. */
export function Tiles({ counts }: { readonly counts: LeaseCounts | undefined }) {
	const trpc = useTRPC();
	const quota = useQuery(trpc.tenant.quota.queryOptions(undefined, { staleTime: 10_000, refetchInterval: 30_000 }));
	const { limits, use } = quota.data ?? {};
	const failed = quota.error && !quota.data ? toProblem(quota.error).message : null;
	return (
		<>
			<ul aria-label={text.label} className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
				<Tile href="/leases" title={text.leases} figure={counts && formatCount(openCount(counts))}>
					<span className="flex flex-wrap gap-x-3 gap-y-0.5">
						{stateFilters
							.filter(({ key }) => counts && countOf(counts, key) > 0)
							.map(({ key, label }) => (
								<Link
									key={key}
									href={`/leases?state=${key}`}
									className="relative inline-flex items-center gap-1.5 rounded whitespace-nowrap text-ink-soft hover:underline"
								>
									<MarkShapeIcon shape={shapes[key]} isStill className="size-2.5" />
									{counts && formatCount(countOf(counts, key))} {label.toLowerCase()}
								</Link>
							))}
					</span>
				</Tile>
				<Tile href="/usage" title={text.capacity} figure={use && formatCpu(use.cpuMillis)} failed={failed}>
					{use && limits && (
						<>
							<Share label={text.cpu} used={use.cpuMillis} max={limits.cpuMillisMax} format={formatCpu} />
							<Share label={text.memory} used={use.memoryBytes} max={limits.memoryBytesMax} format={formatBytes} />
						</>
					)}
				</Tile>
				<Tile href="/usage" title={text.disk} figure={use && formatBytes(use.diskBytes)} failed={failed}>
					{use && limits && <Share label={text.used} used={use.diskBytes} max={limits.diskBytesMax} format={formatBytes} />}
				</Tile>
				<Tile href="/retained" title={text.retained} figure={use && formatBytes(use.retained.bytes)} failed={failed}>
					{use && <RetainedNote count={use.retained.records} />}
				</Tile>
			</ul>
			{limits && limits.suspendedAt !== null && <p className="rounded-card border px-4 py-2.5 text-warn edge">{text.suspended}</p>}
		</>
	);
}

interface TileProps {
	readonly href: string;
	readonly title: string;
	/** Undefined while it is read. */
	readonly figure: string | undefined;
	readonly failed?: string | null;
	readonly children: ReactNode;
}

/** The whole tile is the link of its title; what in it is a link of its own lies above that. */
const Tile = ({ href, title, figure, failed = null, children }: TileProps) => (
	<li className="relative grid min-h-28 content-start gap-1 rounded-card border bg-panel px-4 py-3 hover:bg-hover">
		<Link href={href} className="w-fit rounded text-ink-soft after:absolute after:inset-0 after:rounded-card">
			{title}
		</Link>
		{failed === null ? (
			<span className="min-h-9 text-28 leading-9 font-medium tracking-tight tabular-nums">{figure ?? <Bone className="mt-3 w-16" />}</span>
		) : (
			<span className="text-warn" title={failed}>
				{text.failed}: {failed}
			</span>
		)}
		<div className="grid gap-1.5 text-12">{children}</div>
	</li>
);

interface ShareProps {
	readonly label: string;
	readonly used: number;
	readonly max: number | null;
	readonly format: (amount: number) => string;
}

const Share = ({ label, used, max, format }: ShareProps) => {
	const said = max === null ? `${format(used)}, ${text.unlimited}` : text.of(format(used), format(max));
	return (
		<span className="grid gap-1">
			<span className={clsx("flex justify-between gap-2 text-ink-soft tabular-nums")}>
				{label}
				<span>{said}</span>
			</span>
			{max !== null && <Meter label={label} value={used} max={max} text={said} />}
		</span>
	);
};

/** How much is kept, and when the first of it ends; what is read of it is a page. */
function RetainedNote({ count }: { readonly count: number }) {
	const trpc = useTRPC();
	const kept = useQuery(trpc.retention.list.queryOptions({ limit: 100 }, { enabled: count > 0, staleTime: 30_000 }));
	if (count === 0) return <span className="text-ink-faint">{text.nothingKept}</span>;
	const [soonest] = kept.data?.retentions.map(({ expiresAt }) => expiresAt).toSorted() ?? [];
	return (
		<span className="text-ink-soft">
			{text.records(formatCount(count))}
			{soonest !== undefined && (
				<>
					, {text.soonest} <Moment at={soonest} />
				</>
			)}
		</span>
	);
}
