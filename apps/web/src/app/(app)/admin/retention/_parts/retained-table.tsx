"use client";
import type { RetentionState, RetentionView } from "@berth/core";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { ExtendDialog } from "@/leases/extend-dialog.tsx";
import { retentionText } from "@/text/admin-retention.ts";
import { Empty } from "@/ui/empty.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { LoadMore } from "../../_parts/load-more.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { useTenantNames } from "../../_parts/use-tenants.ts";
import { RetainedRow } from "./retained-row.tsx";

const text = retentionText;
const { columns } = text;
const EVERY_MS = 5_000;
const PAGE = 100;

type RecordTab = "retained" | "restoring" | "reaping";
const states: Readonly<Record<RecordTab, readonly RetentionState[]>> = {
	retained: ["active"],
	restoring: ["restoring", "importing"],
	reaping: ["reaping"],
};

/** Records in one of their states, the newest first. */
export function RetainedTable({ tab }: { readonly tab: RecordTab }) {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const nameOf = useTenantNames();
	const [extended, setExtended] = useState<RetentionView | null>(null);
	const query = usePages({
		queryKey: trpc.admin.retentions.list.pathKey(),
		read: (cursor, options) => client.admin.retentions.list.query({ limit: PAGE, ...cursor }, options),
		refetchMs: () => EVERY_MS,
	});
	const rows = query.data?.pages.flatMap((page) => page.retentions).filter(({ state }) => states[tab].includes(state));
	return (
		<>
			<QueryProblem what={text.what} query={query} />
			{(rows !== undefined || query.error === null) && (
				<div className="rounded-card border bg-panel">
					{rows?.length === 0 ? (
						<Empty title={text.none[tab]}>
							<p>{text.noneHint[tab]}</p>
						</Empty>
					) : (
						<Table label={text.tabs[tab]} aria-busy={rows === undefined || undefined}>
							<thead>
								<tr>
									<Th>{columns.lease}</Th>
									<Th>{columns.tenant}</Th>
									<Th>{columns.state}</Th>
									<Th className="text-right">{columns.volumes}</Th>
									<Th className="text-right">{columns.bytes}</Th>
									<Th>{columns.closed}</Th>
									<Th>{tab === "reaping" ? columns.why : columns.expires}</Th>
									<Th>
										<span className="sr-only">{columns.act}</span>
									</Th>
								</tr>
							</thead>
							<tbody className="[&_tr:last-child_td]:border-b-0">
								{rows?.map((row) => (
									<RetainedRow key={row.id} row={row} tenant={nameOf(row.tenantId)} onExtend={() => setExtended(row)} />
								)) ?? <SkeletonRows rows={5} columns={8} />}
							</tbody>
						</Table>
					)}
				</div>
			)}
			{query.hasNextPage && <p className="mt-3 text-center text-12 text-ink-faint">{text.partial}</p>}
			<LoadMore query={query} />
			{extended && <ExtendDialog retention={extended} onOpenChange={() => setExtended(null)} />}
		</>
	);
}
