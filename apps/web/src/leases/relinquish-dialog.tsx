"use client";
import type { RetentionView } from "@berth/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import { relinquishDialogText as text } from "@/text/lease-parts.ts";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { toast } from "@/ui/toast.ts";

interface RelinquishDialogProps {
	readonly retention: RetentionView;
	readonly onOpenChange: (open: boolean) => void;
}

/** Asks once more before data is gone for good. */
export function RelinquishDialog({ retention, onOpenChange }: RelinquishDialogProps) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const relinquish = useMutation(
		trpc.retention.relinquish.mutationOptions({
			onSuccess: () => {
				void queries.invalidateQueries({ queryKey: trpc.retention.pathKey() });
				toast("The data is being destroyed");
				onOpenChange(false);
			},
		}),
	);
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={text.destroyTheDataOf(retention.leaseName)}
			effect={text.whatTheLeaseStoredUp(formatBytes(retention.bytes))}
			action={text.destroyData}
			look="danger"
			typed={retention.leaseName}
			busy={relinquish.isPending}
			onConfirm={() => relinquish.mutate({ retentionId: retention.id })}
		>
			{relinquish.error && <ProblemPanel title={text.theDataWasNotGiven} problem={toProblem(relinquish.error)} />}
		</ConfirmDialog>
	);
}
