"use client";
import { arrangeActors, sumActors } from "@/data/actors.ts";
import { useActors } from "@/data/use-actors.ts";
import { useSteady } from "@/data/use-steady.ts";
import { formatCount } from "@/format/count.ts";
import { actorText } from "@/text/admin-actors.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { type Figure, FigureStrip } from "../../_parts/figure-strip.tsx";
import { ActorFilters } from "./actor-filters.tsx";
import { ActorTable } from "./actor-table.tsx";
import { useActorFilter } from "./use-actor-filter.ts";

/** What every lease's actor does at this moment; what is past its deadline stands first. */
export function Actors() {
	const { snapshot, problem } = useActors();
	const { filter, set, clear } = useActorFilter();
	const actors = snapshot?.actors;
	const sums = actors && sumActors(actors);
	const { rows, hold } = useSteady(actors && arrangeActors(actors, filter), actors, ({ leaseId }) => leaseId);
	const tenants = [...new Set(actors?.map(({ tenantName }) => tenantName))].toSorted();
	return (
		<>
			<PageHead title={actorText.title} {...(actors ? { note: formatCount(actors.length) } : {})} />
			{sums && <FigureStrip label={actorText.title} figures={figuresOf(sums)} />}
			<ActorFilters filter={filter} set={set} sums={sums} tenants={tenants} />
			{problem && <ProblemPanel title={actorText.failed} problem={problem} className="mb-3" />}
			{(rows !== undefined || problem === null) && (
				<div className="rounded-card border bg-panel">
					{rows?.length === 0 ? (
						<Empty title={actors?.length === 0 ? actorText.none : actorText.filteredOut}>
							{actors?.length === 0 ? <p>{actorText.noneHint}</p> : <Button onClick={clear}>{actorText.clear}</Button>}
						</Empty>
					) : (
						<ActorTable rows={rows} onHold={hold} />
					)}
				</div>
			)}
		</>
	);
}

const figuresOf = (sums: ReturnType<typeof sumActors>): readonly Figure[] => {
	const bad = (count: number) => (count > 0 ? ("bad" as const) : undefined);
	return [
		{ label: actorText.sums.actors, value: formatCount(sums.live) },
		{ label: actorText.sums.busy, value: formatCount(sums.busy) },
		{ label: actorText.sums.inbox, value: formatCount(sums.inbox) },
		{ label: actorText.sums.stuck, value: formatCount(sums.stuck), tone: bad(sums.stuck) },
		{ label: actorText.sums.refused, value: formatCount(sums.refused), tone: bad(sums.refused) },
		{ label: actorText.sums.panics, value: formatCount(sums.panics), tone: bad(sums.panics) },
	];
};
