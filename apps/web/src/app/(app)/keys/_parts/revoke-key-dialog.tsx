"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { keysText } from "@/text/keys.ts";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { toast } from "@/ui/toast.ts";
import type { KeyView } from "./key-view.ts";

const text = keysText.revoking;

interface RevokeKeyDialogProps {
	readonly apiKey: KeyView;
	readonly onOpenChange: (open: boolean) => void;
}

/** Asks once more before programs are locked out. */
export function RevokeKeyDialog({ apiKey, onOpenChange }: RevokeKeyDialogProps) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const revoke = useMutation(
		trpc.key.revoke.mutationOptions({
			onSuccess: ({ revoked }) => {
				void queries.invalidateQueries({ queryKey: trpc.key.list.pathKey() });
				toast(text.done(Math.max(1, revoked.length)));
				onOpenChange(false);
			},
		}),
	);
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={text.title(apiKey.name)}
			effect={text.effect}
			action={text.action}
			look="danger"
			typed={apiKey.name}
			busy={revoke.isPending}
			onConfirm={() => revoke.mutate({ keyId: apiKey.id })}
		>
			{revoke.error && <ProblemPanel title={text.refused} problem={toProblem(revoke.error)} />}
		</ConfirmDialog>
	);
}
