"use client";
import type { LeaseDetail, ReleaseView } from "@berth/core";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useCommand } from "./use-command.ts";

interface RollBackDialogProps {
	readonly lease: LeaseDetail;
	readonly release: ReleaseView;
	readonly onOpenChange: (open: boolean) => void;
}

export function RollBackDialog({ lease, release, onOpenChange }: RollBackDialogProps) {
	const { send, isPending, problem } = useCommand<{ releaseNumber: number }>({
		leaseId: lease.id,
		said: "Rollback accepted",
		call: (client, input) => client.release.rollBack.mutate(input),
		onAccepted: () => onOpenChange(false),
	});
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={`Roll ${lease.name} back to release ${release.number}?`}
			effect="Berth makes its manifest, sizes and domains again, as the next release. Data stays as it is now. If the old release does not come up, what runs now runs on."
			action="Roll back"
			busy={isPending}
			onConfirm={() => send({ releaseNumber: release.number })}
		>
			{problem && <ProblemPanel title="The rollback was refused" problem={problem} />}
		</ConfirmDialog>
	);
}
