"use client";
import type { LeaseDetail, ReleaseView } from "@berth/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { shapeOf, shortImage } from "@/format/lease.ts";
import { causeOf, markOfRelease } from "@/format/release.ts";
import { releasesTabText as text } from "@/text/lease-release.ts";
import { Button } from "@/ui/button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { ComparePanel } from "./compare-panel.tsx";
import { useLeaseFeed } from "./lease-context.ts";
import { RollBackDialog } from "./roll-back-dialog.tsx";

const PAGE = 20;

/** What the lease ran and was to run, newest first; any of them can be made again. */
export function LeaseReleasesTab() {
	const { lease } = useLeaseFeed();
	const client = useTRPCClient();
	const [asked, setAsked] = useState<ReleaseView | null>(null);
	const [picked, setPicked] = useState<readonly number[]>([]);
	const found = useInfiniteQuery({
		// Each change of the lease's state may be a release's.
		queryKey: ["releases", lease.id, lease.state, lease.release?.number, lease.operation?.releaseNumber],
		queryFn: ({ pageParam }) =>
			client.release.list.query({ leaseId: lease.id, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) }),
		initialPageParam: null as string | null,
		getNextPageParam: ({ next }) => next,
		placeholderData: (known) => known,
	});
	if (found.error)
		return <ProblemPanel title={text.theReleasesCouldNotBe} problem={toProblem(found.error)} onRetry={() => void found.refetch()} />;
	if (!found.data) return <SkeletonPanel className="h-64" />;
	const releases = found.data.pages.flatMap((page) => page.releases);
	const [one, other] = releases.filter(({ number }) => picked.includes(number));
	// Of more than two the last ones picked are meant.
	const pick = (number: number) =>
		setPicked((before) => (before.includes(number) ? before.filter((had) => had !== number) : [...before, number].slice(-2)));
	return (
		<div className="grid gap-4">
			{one && other && <ComparePanel lease={lease} picked={[one, other]} onRollBack={setAsked} onClose={() => setPicked([])} />}
			<Panel title={text.releases} aside={releases.length > 1 && text.pickTwoToCompareThem} flush>
				<Table label={text.releases}>
					<thead>
						<tr>
							<Th>
								<span className="sr-only">{text.compare}</span>
							</Th>
							<Th className="text-right">{text.release}</Th>
							<Th>{text.status}</Th>
							<Th>{text.made}</Th>
							<Th>{text.runs}</Th>
							<Th>{text.images}</Th>
							<Th>{text.note}</Th>
							<Th>
								<span className="sr-only">{text.actions}</span>
							</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{releases.map((release) => (
							<ReleaseRow
								key={release.number}
								release={release}
								lease={lease}
								isPicked={picked.includes(release.number)}
								onPick={() => pick(release.number)}
								onRollBack={() => setAsked(release)}
							/>
						))}
					</tbody>
				</Table>
				{found.hasNextPage && (
					<div className="border-t p-2 text-center">
						<Button small busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
							{text.olderReleases}
						</Button>
					</div>
				)}
				{asked && <RollBackDialog lease={lease} release={asked} onOpenChange={(open) => !open && setAsked(null)} />}
			</Panel>
		</div>
	);
}

interface ReleaseRowProps {
	readonly release: ReleaseView;
	readonly lease: LeaseDetail;
	readonly isPicked: boolean;
	readonly onPick: () => void;
	readonly onRollBack: () => void;
}

function ReleaseRow({ release, lease, isPicked, onPick, onRollBack }: ReleaseRowProps) {
	const { number, status, createdBy, createdAt, items, manifest, note } = release;
	const images = Object.values(manifest.services).map(({ image }) => image);
	const serving = lease.release?.number ?? 0;
	const isOffered = number !== serving && status !== "deploying";
	return (
		<tr data-release={number}>
			<Td className="w-8">
				<input type="checkbox" checked={isPicked} onChange={onPick} aria-label={text.compareRelease(number)} />
			</Td>
			<Td className="w-20 text-right tabular-nums">{number}</Td>
			<Td>
				<StateMark mark={markOfRelease(status)} isStill={status !== "deploying"} />
			</Td>
			<Td className="text-ink-soft">
				{causeOf(release)}, {createdBy.replace(/^user:/, "")}, <Moment at={createdAt} className="text-ink-faint" />
			</Td>
			<Td className="font-mono text-12">{shapeOf(items)}</Td>
			<Td className="max-w-60 truncate font-mono text-12 text-ink-soft" title={images.join("\n")}>
				{images.map(shortImage).join(" ")}
			</Td>
			<Td className="max-w-72 truncate text-ink-soft" title={note ?? undefined}>
				{note ?? "–"}
			</Td>
			<Td className="text-right">
				{isOffered && (
					<Button small refusal={refuses("change", lease)} onClick={onRollBack}>
						{number < serving ? text.rollBack : text.tryAgain}
						<span className="sr-only">
							{number < serving ? text.to : text.with} {text.releaseOf(number)}
						</span>
					</Button>
				)}
			</Td>
		</tr>
	);
}
