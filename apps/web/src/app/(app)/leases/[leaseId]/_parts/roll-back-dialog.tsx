"use client";
import type { LeaseDetail, ReleaseView } from "@berth/core";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useCommand } from "./use-command.tsx";

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
	const isOlder = release.number < (lease.release?.number ?? 0);
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={isOlder ? `Roll ${lease.name} back to release ${release.number}?` : `Try release ${release.number} of ${lease.name} again?`}
			effect="Berth makes its manifest, sizes and domains again, as the next release. Data stays as it is now. If that does not come up, what runs now runs on."
			action={isOlder ? "Roll back" : "Try again"}
			busy={isPending}
			onConfirm={() => send({ releaseNumber: release.number })}
		>
			{problem && <ProblemPanel title="The rollback was refused" problem={problem} />}
		</ConfirmDialog>
	);
}
