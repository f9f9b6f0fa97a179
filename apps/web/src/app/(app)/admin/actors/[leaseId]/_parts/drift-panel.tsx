"use client";
import type { DriftView } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { actorText } from "@/text/admin-actors.ts";
import { Button } from "@/ui/button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { QueryProblem } from "../../../_parts/query-problem.tsx";

const text = actorText.one;
const EVERY_MS = 15_000;

/** Where the lease's row and its containers disagree now, and what would mend it. Looking changes nothing. */
export function DriftPanel({ leaseId, isQuarantined }: { readonly leaseId: string; readonly isQuarantined: boolean }) {
	const query = useQuery(useTRPC().admin.leases.drift.queryOptions({ leaseId }, { refetchInterval: EVERY_MS }));
	const drift = query.data;
	return (
		<Panel
			title={text.drift}
			aside={
				<span className="inline-flex items-center gap-2">
					{query.dataUpdatedAt > 0 && <Moment at={new Date(query.dataUpdatedAt).toISOString()} />}
					<Button small busy={query.isFetching} onClick={() => void query.refetch()}>
						{text.driftAgain}
					</Button>
				</span>
			}
		>
			<QueryProblem what={text.driftWhat} query={query} />
			{drift === undefined ? (
				query.error === null && <Bone className="w-48" />
			) : drift === null ? (
				<p className="text-ink-faint">{text.driftElsewhere}</p>
			) : (
				<Judged drift={drift} isQuarantined={isQuarantined} />
			)}
		</Panel>
	);
}

function Judged({ drift, isQuarantined }: { readonly drift: DriftView; readonly isQuarantined: boolean }) {
	if (!drift.isJudged) return <p className="text-ink-faint">{text.driftWorking}</p>;
	const rows = rowsOf(drift);
	if (drift.agrees && rows.length === 0)
		return (
			<p data-testid="drift" className="flex items-baseline gap-1.5">
				<MarkShapeIcon shape="ok" />
				{text.driftNone(drift.containers)}
			</p>
		);
	return (
		<div data-testid="drift" className="grid grid-cols-[minmax(0,1fr)] gap-2">
			<p className="flex items-baseline gap-1.5 font-medium text-warn">
				<MarkShapeIcon shape="warn" />
				{isQuarantined ? text.driftQuarantined : text.driftSome}
			</p>
			{drift.recovered && <p>{`${text.driftRecovered}. ${text.driftMends.recovered}.`}</p>}
			{rows.length > 0 && (
				<Table label={text.drift} plain>
					<thead>
						<tr>
							{Object.values(text.driftColumns).map((name) => (
								<Th key={name}>{name}</Th>
							))}
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{rows.map(({ what, how, mend }) => (
							<tr key={`${what} ${how}`} data-drift={what}>
								<Td className="font-mono text-12 break-all">{what}</Td>
								<Td>{how}</Td>
								<Td className="text-ink-soft">{mend}</Td>
							</tr>
						))}
					</tbody>
				</Table>
			)}
		</div>
	);
}

/** One row for each thing that differs, the worst first. */
function rowsOf({ dead, strays, stale, changed }: DriftView) {
	const { driftKinds: how, driftMends: mends } = text;
	// Of one that is dead its row is written with that.
	const isTold = (one: { readonly service: string; readonly index: number }) =>
		dead.some(({ service, index }) => service === one.service && index === one.index);
	return [
		...dead.map((one) => ({ what: `${one.service}-${one.index}`, how: how.dead(one.reason), mend: mends.dead })),
		...strays.map((one) => ({ what: one.name, how: how.stray(one.phase), mend: mends.stray })),
		...stale.map((one) => ({ what: one.name, how: how.stale(one.phase), mend: mends.stale })),
		...changed
			.filter((one) => !isTold(one))
			.map((one) => ({ what: `${one.service}-${one.index}`, how: how.changed(one.state), mend: mends.changed })),
	];
}
