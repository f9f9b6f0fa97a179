"use client";
import type { LeaseDetail, ReleaseView } from "@berth/core";
import { useState } from "react";
import { rollBackDialogText as text } from "@/text/lease-release.ts";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { ReleaseDiff } from "./release-diff.tsx";
import { useCommand } from "./use-command.tsx";

interface RollBackDialogProps {
	readonly lease: LeaseDetail;
	readonly release: ReleaseView;
	readonly onOpenChange: (open: boolean) => void;
}

export function RollBackDialog({ lease, release, onOpenChange }: RollBackDialogProps) {
	const { send, isPending, problem } = useCommand<{ releaseNumber: number; note?: string }>({
		leaseId: lease.id,
		said: "Rollback accepted",
		call: (client, input) => client.release.rollBack.mutate(input),
		onAccepted: () => onOpenChange(false),
	});
	const [note, setNote] = useState("");
	const said = note.trim();
	const isOlder = release.number < (lease.release?.number ?? 0);
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={isOlder ? text.rollBackToRelease(lease.name, release.number) : text.tryReleaseOfAgain(release.number, lease.name)}
			effect={text.berthMakesItsManifestSizes}
			action={isOlder ? text.rollBack : text.tryAgain}
			busy={isPending}
			onConfirm={() => send({ releaseNumber: release.number, ...(said !== "" && { note: said }) })}
		>
			{lease.release && (
				<div className="max-h-72 overflow-y-auto rounded-control border">
					<ReleaseDiff lease={lease} from={lease.release.number} to={release.number} />
				</div>
			)}
			<TextField label={text.whyForTheListOf} value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
			{problem && <ProblemPanel title={text.theRollbackWasRefused} problem={problem} />}
		</ConfirmDialog>
	);
}
