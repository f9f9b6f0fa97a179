"use client";
import type { LeaseDetail } from "@berth/core";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useCommand } from "./use-command.ts";

/** What a close takes away, in numbers. */
export function closeEffect(lease: LeaseDetail): string {
	const instances = lease.items.reduce((sum, { quantity }) => sum + quantity, 0);
	const endpoints = lease.endpoints.length;
	const parts = [`${instances} ${instances === 1 ? "instance" : "instances"}`];
	if (endpoints > 0) parts.push(`${endpoints} ${endpoints === 1 ? "endpoint" : "endpoints"}`);
	return `Berth stops and removes ${parts.join(" and ")} and gives the capacity back. This cannot be undone.`;
}

export function CloseDialog({ lease, onOpenChange }: { readonly lease: LeaseDetail; readonly onOpenChange: (open: boolean) => void }) {
	const { send, isPending, problem } = useCommand("close", lease.id, () => onOpenChange(false));
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={`Close ${lease.name}?`}
			effect={closeEffect(lease)}
			action="Close lease"
			look="danger"
			typed={lease.name}
			busy={isPending}
			onConfirm={send}
		>
			{problem && <ProblemPanel title="The close was refused" problem={problem} />}
		</ConfirmDialog>
	);
}
