"use client";
import { Upload } from "lucide-react";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { formatBytes } from "@/format/bytes.ts";
import { formatCount } from "@/format/count.ts";
import { retainedText as text } from "@/text/retained.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { GonePanel } from "./gone-panel.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { RetainedRow } from "./retained-row.tsx";

/** Between two looks: what is kept changes when leases close and when time is over. */
const LOOK_MS = 10_000;

/** What closed leases left, until when, and the ways to bring it back or to be rid of it. */
export function Retained() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const [isImporting, setImporting] = useState(false);
	const found = usePages({
		queryKey: trpc.retention.list.pathKey(),
		read: (cursor, options) => client.retention.list.query(cursor, options),
		refetchMs: () => LOOK_MS,
	});
	const rows = found.data?.pages.flatMap((page) => page.retentions);
	const bytes = rows?.reduce((sum, row) => sum + row.bytes, 0) ?? 0;
	const more = found.hasNextPage ? "+" : "";
	return (
		<>
			<PageHead
				title={text.title}
				{...(rows && rows.length > 0 ? { note: text.note(`${formatCount(rows.length)}${more}`, `${formatBytes(bytes)}${more}`) } : {})}
			>
				<Button onClick={() => setImporting(true)}>
					<Upload className="size-4" aria-hidden />
					{text.importing.open}
				</Button>
			</PageHead>
			{found.error && (
				<ProblemPanel title={text.failed} problem={toProblem(found.error)} onRetry={() => void found.refetch()} className="mb-3" />
			)}
			{(rows || !found.error) && (
				<div className="rounded-card border bg-panel">
					{rows?.length === 0 ? (
						<Empty title={text.none}>
							<p>{text.noneHint}</p>
						</Empty>
					) : (
						<Table label={text.title} aria-busy={found.isPending || undefined}>
							<thead>
								<tr>
									<Th>{text.columns.lease}</Th>
									<Th>{text.columns.closed}</Th>
									<Th>{text.columns.shape}</Th>
									<Th className="text-right">{text.columns.volumes}</Th>
									<Th className="text-right">{text.columns.bytes}</Th>
									<Th>{text.columns.expires}</Th>
									<Th>{text.columns.restorable}</Th>
									<Th>
										<span className="sr-only">{text.columns.actions}</span>
									</Th>
								</tr>
							</thead>
							<tbody className="[&_tr:last-child_td]:border-b-0">
								{rows ? rows.map((row) => <RetainedRow key={row.id} retention={row} />) : <SkeletonRows rows={4} columns={8} />}
							</tbody>
						</Table>
					)}
				</div>
			)}
			{found.hasNextPage && (
				<p className="mt-3">
					<Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
						{text.loadMore}
					</Button>
				</p>
			)}
			<GonePanel />
			{isImporting && <ImportDialog onOpenChange={setImporting} />}
		</>
	);
}
