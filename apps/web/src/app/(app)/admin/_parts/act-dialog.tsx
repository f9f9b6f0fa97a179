"use client";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { toProblem } from "@/data/problem.ts";
import type { ButtonLook } from "@/ui/button.tsx";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { toast } from "@/ui/toast.ts";

interface ActDialogProps {
	readonly title: string;
	/** What it would do, in numbers where there are any; nothing is done before it was read. */
	readonly effect: string;
	readonly action: string;
	readonly look?: ButtonLook;
	readonly typed?: string;
	/** What is said when it was done, and when it was not. */
	readonly said: string;
	readonly failed: string;
	readonly run: () => Promise<unknown>;
	/** Before the dialog goes: what is shown is read anew. */
	readonly onDone?: () => unknown;
	readonly onClose: () => void;
	readonly children?: ReactNode;
}

/** Says what an act of an admin would do, does it when that was read, and says what came of it. */
export function ActDialog({ said, failed, run, onDone, onClose, children, ...question }: ActDialogProps) {
	const act = useMutation({
		mutationFn: run,
		onSuccess: async () => {
			await onDone?.();
			toast(said);
			onClose();
		},
	});
	return (
		<ConfirmDialog {...question} open onOpenChange={(open) => !open && onClose()} busy={act.isPending} onConfirm={() => act.mutate()}>
			{children}
			{act.error && <ProblemPanel title={failed} problem={toProblem(act.error)} />}
		</ConfirmDialog>
	);
}
