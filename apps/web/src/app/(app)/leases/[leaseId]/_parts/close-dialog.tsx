"use client";
import type { CloseInput, ClosePlanView, LeaseDetail } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { closeDialogText as text } from "@/text/lease-summary.ts";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { closeEffect, keepsData } from "./close-effect.ts";
import { DataChoice } from "./data-choice.tsx";
import { useCommand } from "./use-command.tsx";

/** What the request says: nothing where the policy is left to decide, and how much where it destroys. */
export const closeInputOf = (plan: ClosePlanView | undefined, chosen: CloseInput["data"]): Pick<CloseInput, "data" | "confirmBytes"> => {
	if (plan === undefined || chosen === undefined) return {};
	return chosen === "destroy" ? { data: chosen, confirmBytes: plan.bytes } : { data: chosen };
};

export function CloseDialog({ lease, onOpenChange }: { readonly lease: LeaseDetail; readonly onOpenChange: (open: boolean) => void }) {
	const trpc = useTRPC();
	// Asked anew with every change of the lease, which may change what there is to destroy.
	const plan = useQuery(trpc.lease.planClose.queryOptions({ leaseId: lease.id }, { staleTime: 0 }));
	const [chosen, setChosen] = useState<CloseInput["data"]>();
	const hasData = plan.data ? plan.data.volumes > 0 : keepsData(lease);
	const data = chosen ?? plan.data?.data;
	const { send, isPending, problem } = useCommand<Pick<CloseInput, "data" | "confirmBytes">>({
		leaseId: lease.id,
		said: "Close accepted",
		call: (client, input) =>
			client.lease.close.mutate(input).catch((error: unknown) => {
				// There may be another amount of data by now: what is shown next is what is there.
				void plan.refetch();
				throw error;
			}),
		onAccepted: () => onOpenChange(false),
	});
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={text.close(lease.name)}
			effect={closeEffect(lease)}
			action={hasData && data === "destroy" ? text.closeLeaseAndDestroyData : text.closeLease}
			look="danger"
			typed={lease.name}
			busy={isPending || (hasData && plan.isPending)}
			onConfirm={() => send(hasData ? closeInputOf(plan.data, chosen) : {})}
		>
			{hasData && plan.data && data && <DataChoice value={data} plan={plan.data} onChange={setChosen} />}
			{plan.error && <ProblemPanel title={text.whatBecomesOfItsData} problem={toProblem(plan.error)} />}
			{problem && <ProblemPanel title={text.theCloseWasRefused} problem={problem} />}
		</ConfirmDialog>
	);
}
