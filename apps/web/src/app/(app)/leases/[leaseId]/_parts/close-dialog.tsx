"use client";
import type { CloseInput, LeaseDetail } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/data/trpc.ts";
import { formatAge } from "@/format/time.ts";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { DataChoice } from "./data-choice.tsx";
import { useCommand } from "./use-command.tsx";

/** What a close takes away, in numbers. */
export function closeEffect(lease: LeaseDetail): string {
	const instances = lease.items.reduce((sum, { quantity }) => sum + quantity, 0);
	const endpoints = lease.endpoints.length;
	const parts = [`${instances} ${instances === 1 ? "instance" : "instances"}`];
	if (endpoints > 0) parts.push(`${endpoints} ${endpoints === 1 ? "endpoint" : "endpoints"}`);
	const end = keepsData(lease) ? "You choose what becomes of its data." : "This cannot be undone.";
	return `Berth stops and removes ${parts.join(" and ")} and gives the capacity back. ${end}`;
}

const keepsData = ({ items }: LeaseDetail): boolean => items.some(({ diskBytes }) => diskBytes > 0);

export function CloseDialog({ lease, onOpenChange }: { readonly lease: LeaseDetail; readonly onOpenChange: (open: boolean) => void }) {
	const trpc = useTRPC();
	const policy = useQuery(trpc.policy.get.queryOptions());
	const [chosen, setChosen] = useState<CloseInput["data"]>();
	const data = chosen ?? policy.data?.retention.closeData;
	const { send, isPending, problem } = useCommand<Pick<CloseInput, "data">>({
		leaseId: lease.id,
		said: "Close accepted",
		call: (client, input) => client.lease.close.mutate(input),
		onAccepted: () => onOpenChange(false),
	});
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={`Close ${lease.name}?`}
			effect={closeEffect(lease)}
			action={keepsData(lease) && data === "destroy" ? "Close lease and destroy data" : "Close lease"}
			look="danger"
			typed={lease.name}
			busy={isPending}
			onConfirm={() => send(keepsData(lease) && chosen !== undefined ? { data: chosen } : {})}
		>
			{keepsData(lease) && policy.data && data && (
				<DataChoice value={data} kept={formatAge(policy.data.retention.graceMs)} onChange={setChosen} />
			)}
			{problem && <ProblemPanel title="The close was refused" problem={problem} />}
		</ConfirmDialog>
	);
}
