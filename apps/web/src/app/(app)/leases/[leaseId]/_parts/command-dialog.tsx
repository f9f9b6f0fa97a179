"use client";
import type { LeaseDetail } from "@berth/core";
import type { LeaseAction } from "@/data/lease-actions.ts";
import { commandDialogText as text } from "@/text/lease-summary.ts";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useCommand } from "./use-command.tsx";

/** What is asked with one question and no form. */
export type AskedCommand = Exclude<LeaseAction, "change"> | "reopen";

interface Question {
	readonly verb: string;
	readonly effect: (lease: LeaseDetail) => string;
}

const instancesOf = (lease: LeaseDetail): string => {
	const count = lease.items.reduce((sum, { quantity }) => sum + quantity, 0);
	return count === 1 ? "its one instance" : `its ${count} instances`;
};

const questions: Record<AskedCommand, Question> = {
	restart: {
		verb: "Restart",
		effect: (lease) => `Berth replaces ${instancesOf(lease)} with new ones of the same release. Connections to the old ones end.`,
	},
	stop: {
		verb: "Stop",
		effect: (lease) => `Berth stops ${instancesOf(lease)} and keeps them, with their data and their room, until they are started again.`,
	},
	start: { verb: "Start", effect: (lease) => `Berth starts ${instancesOf(lease)} again.` },
	retry: { verb: "Retry", effect: (lease) => `Berth brings ${instancesOf(lease)} up anew by the same release. What they stored is kept.` },
	reopen: { verb: "Reopen", effect: (lease) => `Berth brings ${instancesOf(lease)} back with the data that was kept.` },
};

interface CommandDialogProps {
	readonly command: AskedCommand;
	readonly lease: LeaseDetail;
	readonly onOpenChange: (open: boolean) => void;
}

export function CommandDialog({ command, lease, onOpenChange }: CommandDialogProps) {
	const { verb, effect } = questions[command];
	const { send, isPending, problem } = useCommand({
		leaseId: lease.id,
		said: `${verb} accepted`,
		call: (client, input) => client.lease[command].mutate(input),
		onAccepted: () => onOpenChange(false),
	});
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={`${verb} ${lease.name}?`}
			effect={effect(lease)}
			action={verb}
			busy={isPending}
			onConfirm={() => send({})}
		>
			{problem && <ProblemPanel title={text.theWasRefused(verb.toLowerCase())} problem={problem} />}
		</ConfirmDialog>
	);
}
