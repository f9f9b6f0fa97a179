"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import { adminText } from "@/text/admin.ts";
import { orphanTableText as words } from "@/text/admin-parts.ts";
import { retentionText } from "@/text/admin-retention.ts";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Age } from "@/ui/moment.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";

const text = retentionText;
const columns = Object.values(text.orphanColumns);
const EVERY_MS = 15_000;
const MAX = 200;

/** Volumes on the disk of this process's node that belong to nobody. They are told and never destroyed. */
export function OrphanTable() {
	const query = useQuery(useTRPC().admin.volumes.orphans.queryOptions({ limit: MAX }, { refetchInterval: EVERY_MS }));
	const { data } = query;
	const size = (bytes: number | null) => (bytes === null ? text.unknownSize : formatBytes(bytes));
	return (
		<>
			<QueryProblem what={text.orphans} query={query} />
			<p className="mb-3 text-12 text-ink-soft">{text.orphanHint}</p>
			{(data !== undefined || query.error === null) && (
				<div className="rounded-card border bg-panel">
					{data === null || data?.volumes.length === 0 ? (
						<Empty title={data === null ? adminText.elsewhere : text.none.orphans}>
							<p>{data === null ? adminText.elsewhereHint : text.noneHint.orphans}</p>
						</Empty>
					) : (
						<Table label={text.orphans} aria-busy={data === undefined || undefined}>
							<thead>
								<tr>
									{columns.map((name) => (
										<Th key={name}>{name}</Th>
									))}
								</tr>
							</thead>
							<tbody className="[&_tr:last-child_td]:border-b-0">
								{data?.volumes.map(({ id, usedBytes, limitBytes, since, sightings }) => (
									<tr key={id}>
										<Td className="font-mono text-12 whitespace-nowrap">
											{id}
											<CopyButton text={id} what={words.volumeId} />
										</Td>
										<Td className="whitespace-nowrap">{size(usedBytes)}</Td>
										<Td className="whitespace-nowrap">{size(limitBytes)}</Td>
										<Td className="whitespace-nowrap">
											<Age since={since} />
										</Td>
										<Td className="tabular-nums">{sightings}</Td>
										<Td className="min-w-48 text-ink-soft">{text.orphanEvidence(data.node)}</Td>
									</tr>
								)) ?? <SkeletonRows rows={3} columns={columns.length} />}
							</tbody>
						</Table>
					)}
				</div>
			)}
		</>
	);
}
