"use client";
import type { LeaseDetail, ReleaseView } from "@berth/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { shapeOf } from "@/format/lease.ts";
import { causeOf, markOfRelease } from "@/format/release.ts";
import { Button } from "@/ui/button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { useLeaseFeed } from "./lease-context.ts";
import { RollBackDialog } from "./roll-back-dialog.tsx";

const PAGE = 20;

/** What the lease ran and was to run, newest first; any of them can be made again. */
export function LeaseReleasesTab() {
	const { lease } = useLeaseFeed();
	const client = useTRPCClient();
	const [asked, setAsked] = useState<ReleaseView | null>(null);
	const found = useInfiniteQuery({
		// Each change of the lease's state may be a release's.
		queryKey: ["releases", lease.id, lease.state, lease.release?.number, lease.operation?.releaseNumber],
		queryFn: ({ pageParam }) =>
			client.release.list.query({ leaseId: lease.id, limit: PAGE, ...(pageParam !== null && { before: pageParam }) }),
		initialPageParam: null as number | null,
		getNextPageParam: (page) => (page.length < PAGE ? null : (page.at(-1)?.number ?? null)),
		placeholderData: (known) => known,
	});
	if (found.error)
		return <ProblemPanel title="The releases could not be loaded" problem={toProblem(found.error)} onRetry={() => void found.refetch()} />;
	if (!found.data) return <SkeletonPanel className="h-64" />;
	const releases = found.data.pages.flat();
	return (
		<Panel title="Releases" flush>
			<Table label="Releases">
				<thead>
					<tr>
						<Th className="text-right">Release</Th>
						<Th>Status</Th>
						<Th>Made</Th>
						<Th>Runs</Th>
						<Th>Note</Th>
						<Th>
							<span className="sr-only">Actions</span>
						</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{releases.map((release) => (
						<ReleaseRow key={release.number} release={release} lease={lease} onRollBack={() => setAsked(release)} />
					))}
				</tbody>
			</Table>
			{found.hasNextPage && (
				<div className="border-t p-2 text-center">
					<Button small busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
						Older releases
					</Button>
				</div>
			)}
			{asked && <RollBackDialog lease={lease} release={asked} onOpenChange={(open) => !open && setAsked(null)} />}
		</Panel>
	);
}

interface ReleaseRowProps {
	readonly release: ReleaseView;
	readonly lease: LeaseDetail;
	readonly onRollBack: () => void;
}

function ReleaseRow({ release, lease, onRollBack }: ReleaseRowProps) {
	const { number, status, createdBy, createdAt, items, note } = release;
	const serving = lease.release?.number ?? 0;
	const isOffered = number !== serving && status !== "deploying";
	return (
		<tr data-release={number}>
			<Td className="w-20 text-right tabular-nums">{number}</Td>
			<Td>
				<StateMark mark={markOfRelease(status)} isStill={status !== "deploying"} />
			</Td>
			<Td className="text-ink-soft">
				{causeOf(release)}, {createdBy.replace(/^user:/, "")}, <Moment at={createdAt} className="text-ink-faint" />
			</Td>
			<Td className="font-mono text-12">{shapeOf(items)}</Td>
			<Td className="max-w-72 truncate text-ink-soft" title={note ?? undefined}>
				{note ?? "–"}
			</Td>
			<Td className="text-right">
				{isOffered && (
					<Button small refusal={refuses("change", lease)} onClick={onRollBack}>
						{number < serving ? "Roll back" : "Try again"}
						<span className="sr-only">
							{number < serving ? " to" : " with"} release {number}
						</span>
					</Button>
				)}
			</Td>
		</tr>
	);
}
