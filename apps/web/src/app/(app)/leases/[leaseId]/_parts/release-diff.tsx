"use client";
import type { LeaseDetail, ReleaseDiffView } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { describeDiff } from "@/format/release-diff.ts";
import { releaseDiffText as text } from "@/text/lease-release.ts";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

interface ReleaseDiffProps {
	readonly lease: Pick<LeaseDetail, "id">;
	readonly from: number;
	readonly to: number;
}

/** What is different in the second of two releases. */
export function ReleaseDiff({ lease, from, to }: ReleaseDiffProps) {
	const trpc = useTRPC();
	// Releases never change; only one that was pruned meanwhile is another answer.
	const found = useQuery(trpc.release.compare.queryOptions({ leaseId: lease.id, from, to }, { staleTime: Number.POSITIVE_INFINITY }));
	if (found.error)
		return <ProblemPanel title={text.theyCouldNotBeCompared} problem={toProblem(found.error)} onRetry={() => void found.refetch()} />;
	if (!found.data) return <SkeletonPanel className="h-32" />;
	return <DiffTable diff={found.data} />;
}

function DiffTable({ diff }: { readonly diff: ReleaseDiffView }) {
	const { from, to } = diff;
	if (diff.services.length === 0)
		return (
			<p aria-live="polite" className="p-4 text-ink-soft">
				{text.releasesAndSayTheSame(from.number, to.number)}
			</p>
		);
	return (
		<Table label={text.whatIsDifferentInRelease(to.number, from.number)} aria-live="polite">
			<thead>
				<tr>
					<Th>{text.service}</Th>
					<Th>{text.field}</Th>
					<Th>{text.release(from.number)}</Th>
					<Th>{text.release(to.number)}</Th>
				</tr>
			</thead>
			<tbody className="[&_tr:last-child_td]:border-b-0">
				{describeDiff(diff).map(({ id, service, field, before, after }) => (
					<tr key={id}>
						<Td className="align-top font-medium">{service}</Td>
						<Td className="align-top font-mono text-12 break-all">{field}</Td>
						<Td className="max-w-80 align-top font-mono text-12 break-all text-ink-soft">{before}</Td>
						<Td className="max-w-80 align-top font-mono text-12 break-all">{after}</Td>
					</tr>
				))}
			</tbody>
		</Table>
	);
}
