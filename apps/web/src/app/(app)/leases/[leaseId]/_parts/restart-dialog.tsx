"use client";
import type { LeaseDetail } from "@berth/core";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useCommand } from "./use-command.ts";

interface CommandDialogProps {
	readonly lease: LeaseDetail;
	readonly onOpenChange: (open: boolean) => void;
}

const instancesOf = (lease: LeaseDetail): string => {
	const count = lease.items.reduce((sum, { quantity }) => sum + quantity, 0);
	return count === 1 ? "its one instance" : `its ${count} instances`;
};

export function RestartDialog({ lease, onOpenChange }: CommandDialogProps) {
	const { send, isPending, problem } = useCommand("restart", lease.id, () => onOpenChange(false));
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={`Restart ${lease.name}?`}
			effect={`Berth replaces ${instancesOf(lease)} with new ones of the same release. Connections to the old ones end.`}
			action="Restart"
			busy={isPending}
			onConfirm={send}
		>
			{problem && <ProblemPanel title="The restart was refused" problem={problem} />}
		</ConfirmDialog>
	);
}
