"use client";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { formatBytes } from "@/format/bytes.ts";
import { whyGone } from "@/format/retention.ts";
import { retainedText } from "@/text/retained.ts";
import { Button } from "@/ui/button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

const text = retainedText.gone;

/** What is not there any more, and why; read when it is asked for. */
export function GonePanel() {
	const [isOpen, setOpen] = useState(false);
	return (
		<Panel
			title={text.title}
			className="mt-4"
			flush={isOpen}
			{...(isOpen
				? {}
				: {
						aside: (
							<Button small look="quiet" onClick={() => setOpen(true)}>
								{text.show}
							</Button>
						),
					})}
		>
			{isOpen ? <GoneTable /> : <p className="text-ink-faint">{text.hint}</p>}
		</Panel>
	);
}

function GoneTable() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const found = usePages({
		queryKey: trpc.retention.gone.pathKey(),
		read: (cursor, options) => client.retention.gone.query(cursor, options),
	});
	const rows = found.data?.pages.flatMap((page) => page.gone);
	if (found.error)
		return (
			<ProblemPanel title={retainedText.goneFailed} problem={toProblem(found.error)} onRetry={() => void found.refetch()} className="m-4" />
		);
	if (rows?.length === 0) return <p className="p-4 text-ink-faint">{text.none}</p>;
	return (
		<>
			<Table label={text.title} aria-busy={found.isPending || undefined}>
				<thead>
					<tr>
						<Th>{text.columns.lease}</Th>
						<Th className="text-right">{text.columns.bytes}</Th>
						<Th>{text.columns.because}</Th>
						<Th>{text.columns.by}</Th>
						<Th>{text.columns.at}</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{rows?.map((row) => (
						<tr key={row.id}>
							<Td className="max-w-60 truncate font-medium">{row.leaseName}</Td>
							<Td className="text-right whitespace-nowrap">{retainedText.upTo(formatBytes(row.bytes))}</Td>
							<Td>{whyGone[row.because]}</Td>
							<Td className="max-w-48 truncate font-mono text-12 text-ink-soft">{row.givenUpBy ?? "–"}</Td>
							<Td className="whitespace-nowrap text-ink-soft">
								<Moment at={row.destroyedAt} />
							</Td>
						</tr>
					)) ?? <SkeletonRows rows={3} columns={5} />}
				</tbody>
			</Table>
			{found.hasNextPage && (
				<p className="border-t p-3">
					<Button small busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
						{retainedText.loadMore}
					</Button>
				</p>
			)}
		</>
	);
}
