"use client";
import type { InstanceView, LeaseDetail } from "@berth/core";
import { restartInstanceText } from "@/text/restart-instance.ts";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useCommand } from "./use-command.tsx";

const text = restartInstanceText;

interface RestartInstanceDialogProps {
	readonly lease: LeaseDetail;
	readonly instance: Pick<InstanceView, "service" | "index">;
	readonly onOpenChange: (open: boolean) => void;
}

/** Asks before one instance is replaced, and says what its service has meanwhile. */
export function RestartInstanceDialog({ lease, instance: { service, index }, onOpenChange }: RestartInstanceDialogProps) {
	const who = `${service}-${index}`;
	const others = (lease.items.find((item) => item.service === service)?.quantity ?? 1) - 1;
	const { send, isPending, problem } = useCommand({
		leaseId: lease.id,
		said: text.accepted(who),
		call: (client, input) => client.lease.restart.mutate({ ...input, instance: { service, index } }),
		onAccepted: () => onOpenChange(false),
	});
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={text.title(who)}
			effect={text.effect(who, service, others)}
			action={text.action(who)}
			busy={isPending}
			onConfirm={() => send({})}
		>
			{problem && <ProblemPanel title={text.refused} problem={problem} />}
		</ConfirmDialog>
	);
}
