"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/data/trpc.ts";
import type { MarkShape } from "@/format/mark.ts";
import { adminText } from "@/text/admin.ts";
import { retentionText } from "@/text/admin-retention.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Age } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { ReapDialog } from "./reap-dialog.tsx";

const text = retentionText;
const columns = Object.values(text.leftoverColumns);
const EVERY_MS = 15_000;
const shapes: Record<keyof typeof text.leftoverFates, MarkShape> = { kept: "rest", removed: "gone", failed: "bad" };

/** Containers and networks of ours on the host of this process's node that belong to nobody, and the way to remove them. */
export function LeftoverTable() {
	const query = useQuery(useTRPC().admin.orphans.list.queryOptions(undefined, { refetchInterval: EVERY_MS }));
	const [isReaping, setReaping] = useState(false);
	const { data } = query;
	return (
		<Panel
			title={text.leftovers}
			flush
			aside={
				data && (
					<Button small onClick={() => setReaping(true)}>
						{text.reapLeft}
					</Button>
				)
			}
		>
			<QueryProblem what={text.leftoversWhat} query={query} />
			<p className="px-4 py-3 text-12 text-ink-soft">{text.leftoverHint}</p>
			{data === null || data?.leftovers.length === 0 ? (
				<Empty title={data === null ? adminText.elsewhere : text.leftoversNone}>
					<p>{data === null ? adminText.elsewhereHint : text.leftoversNoneHint}</p>
				</Empty>
			) : (
				(data !== undefined || query.error === null) && (
					<Table label={text.leftovers} plain aria-busy={data === undefined || undefined}>
						<thead>
							<tr>
								{columns.map((name) => (
									<Th key={name}>{name}</Th>
								))}
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{data?.leftovers.map((one) => (
								<tr key={`${one.kind} ${one.id}`} data-leftover={one.name}>
									<Td>{text.leftoverKinds[one.kind]}</Td>
									<Td className="font-mono text-12 break-all">{one.name}</Td>
									<Td className="text-12 text-ink-soft">
										{[one.image, one.phase].filter((part) => part !== null).join(" · ") || adminText.none}
									</Td>
									<Td className="whitespace-nowrap">
										<Age since={one.since} />
									</Td>
									<Td className="tabular-nums">{one.sightings}</Td>
									<Td className="min-w-48 text-ink-soft">{text.leftoverWhy[one.why](one.leaseId ?? adminText.none)}</Td>
									<Td>
										<StateMark mark={{ shape: shapes[one.fate], word: text.leftoverFates[one.fate] }} />
									</Td>
								</tr>
							)) ?? <SkeletonRows rows={2} columns={columns.length} />}
						</tbody>
					</Table>
				)
			)}
			{isReaping && <ReapDialog onDone={() => query.refetch()} onClose={() => setReaping(false)} />}
		</Panel>
	);
}
