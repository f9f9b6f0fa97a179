"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import type { MarkShape } from "@/format/mark.ts";
import { adminText } from "@/text/admin.ts";
import { retentionText } from "@/text/admin-retention.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { toast } from "@/ui/toast.ts";

const text = retentionText;
const shapes: Record<keyof typeof text.reapFates, MarkShape> = { removed: "gone", "would-remove": "gone", "in-use": "ok", failed: "bad" };

interface ReapDialogProps {
	readonly onDone: () => Promise<unknown>;
	readonly onClose: () => void;
}

/** Asks the host and the database again, shows what would go, and removes it when that was read. */
export function ReapDialog({ onDone, onClose }: ReapDialogProps) {
	const trpc = useTRPC();
	const plan = useQuery(trpc.admin.orphans.plan.queryOptions(undefined, { staleTime: 0 }));
	const reap = useMutation(
		trpc.admin.orphans.reap.mutationOptions({
			onSuccess: async (answer) => {
				await onDone();
				toast(text.reapSaid(answer?.fates.filter(({ fate }) => fate === "removed").length ?? 0));
				onClose();
			},
		}),
	);
	const fates = plan.data?.fates ?? [];
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			title={text.reapTitle}
			description={plan.isPending ? text.reapLooking : text.reapEffect(fates.length)}
			wide
		>
			<div className="mt-4 grid gap-4">
				{fates.length > 0 && (
					<ul aria-label={text.reapPlan} className="grid max-h-64 gap-1 overflow-y-auto rounded-control border bg-sunken p-3 text-12">
						{fates.map(({ kind, id, name, fate }) => (
							<li key={id} className="flex items-center gap-3">
								<StateMark mark={{ shape: shapes[fate], word: text.reapFates[fate] }} className="w-32 shrink-0" />
								<span className="w-20 shrink-0 text-ink-faint">{text.leftoverKinds[kind]}</span>
								<code className="min-w-0 flex-1 break-all">{name}</code>
							</li>
						))}
					</ul>
				)}
				{plan.error && <ProblemPanel title={text.reapPlanFailed} problem={toProblem(plan.error)} onRetry={() => void plan.refetch()} />}
				{reap.error && <ProblemPanel title={text.reapFailed} problem={toProblem(reap.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={onClose}>{adminText.cancel}</Button>
					<Button look="danger" busy={reap.isPending} refusal={fates.length === 0 ? text.reapNothing : null} onClick={() => reap.mutate()}>
						{text.reapAction(fates.length)}
					</Button>
				</div>
			</div>
		</Dialog>
	);
}
