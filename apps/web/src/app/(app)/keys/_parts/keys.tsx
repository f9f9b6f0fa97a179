"use client";
import { Plus, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { useParam } from "@/data/use-param.ts";
import { keysText as text } from "@/text/keys.ts";
import { Button, buttonClass } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { Link } from "@/ui/link.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { KeyRow } from "./key-row.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";

/** The keys of programs that act for the tenant. */
export function Keys() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const [revoked, setRevoked] = useParam("revoked");
	const [isMaking, setMaking] = useState(false);
	const includeRevoked = revoked !== "";
	const found = usePages({
		queryKey: [...trpc.key.list.pathKey(), { includeRevoked }],
		read: (cursor, options) => client.key.list.query({ ...cursor, includeRevoked }, options),
	});
	const rows = found.data?.pages.flatMap((page) => page.keys);
	return (
		<>
			<PageHead title={text.title} {...(rows ? { note: `${rows.length}${found.hasNextPage ? "+" : ""}` } : {})}>
				<FilterChip isOn={includeRevoked} onClick={() => setRevoked(includeRevoked ? "" : "1")}>
					{text.includeRevoked}
				</FilterChip>
				<Link href="/device" className={buttonClass()}>
					<SquareTerminal className="size-4" aria-hidden />
					{text.commandLine}
				</Link>
				<Button look="primary" onClick={() => setMaking(true)}>
					<Plus className="size-4" aria-hidden />
					{text.create}
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
							<Button onClick={() => setMaking(true)}>{text.first}</Button>
						</Empty>
					) : (
						<Table label={text.title} aria-busy={found.isPending || undefined}>
							<thead>
								<tr>
									<Th>{text.columns.name}</Th>
									<Th>{text.columns.state}</Th>
									<Th>{text.columns.scopes}</Th>
									<Th>{text.columns.limits}</Th>
									<Th>{text.columns.expires}</Th>
									<Th>{text.columns.used}</Th>
									<Th>{text.columns.by}</Th>
									<Th>
										<span className="sr-only">{text.columns.actions}</span>
									</Th>
								</tr>
							</thead>
							<tbody className="[&_tr:last-child_td]:border-b-0">
								{rows ? rows.map((row) => <KeyRow key={row.id} apiKey={row} />) : <SkeletonRows rows={3} columns={8} />}
							</tbody>
						</Table>
					)}
				</div>
			)}
			{found.hasNextPage && (
				<p className="mt-3">
					<Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
						{text.more}
					</Button>
				</p>
			)}
			{isMaking && <NewKeyDialog onOpenChange={setMaking} />}
		</>
	);
}
