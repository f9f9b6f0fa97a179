"use client";
import { leaseStates } from "@berth/core";
import { useState } from "react";
import { arrangeActors, sumActors } from "@/data/actors.ts";
import { useActors } from "@/data/use-actors.ts";
import { useSteady } from "@/data/use-steady.ts";
import { Empty } from "@/ui/empty.tsx";
import { SelectField } from "@/ui/field.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { ActorTable } from "./actor-table.tsx";

/** What every lease's actor does at this moment; what is past its deadline stands first. */
export function Actors() {
	const { snapshot, problem } = useActors();
	const [isStuck, setStuck] = useState(false);
	const [hasInbox, setInbox] = useState(false);
	const [state, setState] = useState("");
	const wanted = leaseStates.find((known) => known === state) ?? null;
	const actors = snapshot?.actors;
	const sums = actors && sumActors(actors);
	const arranged = actors && arrangeActors(actors, { isStuck, hasInbox, state: wanted });
	const { rows, hold } = useSteady(arranged, actors, ({ leaseId }) => leaseId);
	return (
		<>
			<PageHead title="Actors" {...(sums ? { note: `${sums.live} live · ${sums.busy} busy · inbox sum ${sums.inbox}` } : {})}>
				<FilterChip isOn={isStuck} onClick={() => setStuck(!isStuck)} count={sums?.stuck}>
					Stuck
				</FilterChip>
				<FilterChip isOn={hasInbox} onClick={() => setInbox(!hasInbox)}>
					Inbox &gt; 0
				</FilterChip>
				<SelectField label="State" quietLabel small className="w-auto" value={state} onChange={({ target }) => setState(target.value)}>
					<option value="">Any state</option>
					{leaseStates.map((known) => (
						<option key={known}>{known}</option>
					))}
				</SelectField>
			</PageHead>
			{problem && <ProblemPanel title="The actors could not be followed" problem={problem} className="mb-3" />}
			<div className="rounded-card border bg-panel">
				{rows?.length === 0 ? (
					<Empty title={actors?.length === 0 ? "No actor is in memory" : "No actor passes the filters"}>
						{actors?.length === 0 && <p>Leases that rest need none. One appears as soon as a lease has work.</p>}
					</Empty>
				) : (
					<ActorTable rows={rows} onHold={hold} />
				)}
			</div>
		</>
	);
}
