"use client";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { formatBytes } from "@/format/bytes.ts";
import { whyGone } from "@/format/retention.ts";
import { retentionText } from "@/text/admin-retention.ts";
import { Empty } from "@/ui/empty.tsx";
import { Moment } from "@/ui/moment.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { LoadMore } from "../../_parts/load-more.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { useTenantNames } from "../../_parts/use-tenants.ts";

const text = retentionText;
const columns = Object.values(text.goneColumns);

/** What was destroyed, the newest first, each with why: evictions stand here too. */
export function GoneTable() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const nameOf = useTenantNames();
	const query = usePages({
		queryKey: trpc.admin.retentions.gone.pathKey(),
		read: (cursor, options) => client.admin.retentions.gone.query(cursor, options),
	});
	const rows = query.data?.pages.flatMap((page) => page.gone);
	return (
		<>
			<QueryProblem what={text.what} query={query} />
			{(rows !== undefined || query.error === null) && (
				<div className="rounded-card border bg-panel">
					{rows?.length === 0 ? (
						<Empty title={text.none.gone}>
							<p>{text.noneHint.gone}</p>
						</Empty>
					) : (
						<Table label={text.tabs.gone} plain aria-busy={rows === undefined || undefined}>
							<thead>
								<tr>
									{columns.map((name) => (
										<Th key={name}>{name}</Th>
									))}
								</tr>
							</thead>
							<tbody className="[&_tr:last-child_td]:border-b-0">
								{rows?.map((row) => (
									<tr key={row.id} data-gone={row.leaseName}>
										<Td className="max-w-60 truncate font-medium">{row.leaseName}</Td>
										<Td className="max-w-40 truncate text-ink-soft">{nameOf(row.tenantId)}</Td>
										<Td className="whitespace-nowrap">{formatBytes(row.bytes)}</Td>
										<Td className="min-w-48">{whyGone[row.because]}</Td>
										<Td className="max-w-48 truncate text-ink-faint">{row.givenUpBy?.replace(/^user:/, "") ?? text.byItself}</Td>
										<Td className="whitespace-nowrap text-ink-faint">
											<Moment at={row.destroyedAt} />
										</Td>
									</tr>
								)) ?? <SkeletonRows rows={5} columns={columns.length} />}
							</tbody>
						</Table>
					)}
				</div>
			)}
			<LoadMore query={query} />
		</>
	);
}
