"use client";
import type { LeaseDetail } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { quarantinePanelText as text } from "@/text/lease-settings.ts";
import { Button } from "@/ui/button.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

/** For admins: keeps the lease's actor from taking work, or lets it again. */
export function QuarantinePanel({ lease }: { readonly lease: LeaseDetail }) {
	const trpc = useTRPC();
	const set = useMutation(trpc.admin.quarantine.set.mutationOptions());
	const { quarantined } = lease;
	return (
		<Panel title={text.quarantine}>
			<div className="flex flex-wrap items-center justify-between gap-3">
				<p className="max-w-lg text-ink-soft">{quarantined ? text.theActorOfThisLease : text.inQuarantineTheActorOf}</p>
				<Button busy={set.isPending} onClick={() => set.mutate({ leaseId: lease.id, quarantined: !quarantined })}>
					{quarantined ? text.liftQuarantine : text.putInQuarantine}
				</Button>
			</div>
			{set.error && <ProblemPanel title={text.nothingWasChanged} problem={toProblem(set.error)} className="mt-3" />}
		</Panel>
	);
}
