"use client";
import type { LeaseDetail } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { Button } from "@/ui/button.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

/** For admins: keeps the lease's actor from taking work, or lets it again. */
export function QuarantinePanel({ lease }: { readonly lease: LeaseDetail }) {
	const trpc = useTRPC();
	const set = useMutation(trpc.admin.quarantine.set.mutationOptions());
	const { quarantined } = lease;
	return (
		<Panel title="Quarantine">
			<div className="flex flex-wrap items-center justify-between gap-3">
				<p className="max-w-lg text-ink-soft">
					{quarantined
						? "The actor of this lease takes no work. What runs goes on running; requests wait."
						: "In quarantine the actor of this lease takes no work until an admin lifts it. What runs goes on running."}
				</p>
				<Button busy={set.isPending} onClick={() => set.mutate({ leaseId: lease.id, quarantined: !quarantined })}>
					{quarantined ? "Lift quarantine" : "Put in quarantine"}
				</Button>
			</div>
			{set.error && <ProblemPanel title="Nothing was changed" problem={toProblem(set.error)} className="mt-3" />}
		</Panel>
	);
}
