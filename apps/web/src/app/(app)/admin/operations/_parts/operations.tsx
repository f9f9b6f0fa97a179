"use client";
import { type OperationState, operationStates } from "@berth/core";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { useParam } from "@/data/use-param.ts";
import { actorText } from "@/text/admin-actors.ts";
import { historyText } from "@/text/admin-history.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ActDialog } from "../../_parts/act-dialog.tsx";
import { LoadMore } from "../../_parts/load-more.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { type ListedOperation, OperationTable, stepOf } from "./operation-table.tsx";

const text = historyText.operations;
type Choice = keyof typeof text.choices;
const choices = Object.keys(text.choices) as readonly Choice[];
const states: Readonly<Record<Choice, readonly OperationState[]>> = {
	open: ["queued", "running"],
	bad: ["failed", "rolled_back", "cancelled", "superseded"],
	done: ["succeeded"],
	all: operationStates,
};
const EVERY_MS = 2_000;

/** What was asked of every tenant's leases and how it goes, what is under way first. */
export function Operations() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const [wanted, setWanted] = useParam("state");
	const choice = choices.find((one) => one === wanted) ?? "open";
	const [cancelled, setCancelled] = useState<ListedOperation | null>(null);
	const asked = { states: [...states[choice]] };
	const query = usePages({
		queryKey: trpc.admin.history.operations.queryKey(asked),
		read: (cursor, options) => client.admin.history.operations.query({ ...asked, ...cursor }, options),
		refetchMs: () => EVERY_MS,
	});
	const rows = query.data?.pages.flatMap((page) => page.operations);
	return (
		<>
			<PageHead title={text.title} {...(rows ? { note: `${rows.length}${query.hasNextPage ? "+" : ""}` } : {})} />
			<fieldset className="mb-3 flex flex-wrap gap-1">
				<legend className="sr-only">{text.filters}</legend>
				{choices.map((one) => (
					<FilterChip key={one} isOn={choice === one} onClick={() => setWanted(one === "open" ? "" : one)}>
						{text.choices[one]}
					</FilterChip>
				))}
			</fieldset>
			<QueryProblem what={text.what} query={query} />
			{(rows !== undefined || query.error === null) && (
				<div className="rounded-card border bg-panel">
					{rows?.length === 0 ? (
						<Empty title={text.none[choice]}>
							<p>{text.noneHint}</p>
							{choice !== "all" && <Button onClick={() => setWanted("all")}>{text.showAll}</Button>}
						</Empty>
					) : (
						<OperationTable rows={rows} onCancel={setCancelled} />
					)}
				</div>
			)}
			<LoadMore query={query} />
			{cancelled && (
				<ActDialog
					title={actorText.acts.cancelTitle(cancelled.kind, cancelled.leaseName)}
					effect={actorText.acts.cancelEffect(cancelled.kind, stepOf(cancelled)?.name ?? null)}
					action={actorText.acts.cancelAction(cancelled.kind)}
					look="danger"
					said={actorText.acts.cancelled}
					failed={actorText.acts.cancelFailed}
					run={() => client.admin.actors.cancelStep.mutate({ leaseId: cancelled.leaseId })}
					onDone={() => query.refetch()}
					onClose={() => setCancelled(null)}
				/>
			)}
		</>
	);
}
