"use client";
import { DAY } from "@berth/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import type { Mark } from "@/format/mark.ts";
import { adminText } from "@/text/admin.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { SelectField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { toast } from "@/ui/toast.ts";

const text = fleetText.images;
type Fate = keyof typeof text.fates;

const markOfFate = (fate: Fate): Mark => ({
	shape: fate === "would-remove" || fate === "removed" ? "gone" : fate === "failed" ? "bad" : "ok",
	word: text.fates[fate],
});

interface CollectDialogProps {
	readonly onDone: () => Promise<unknown>;
	readonly onClose: () => void;
}

/** Shows what would go and how much that is, and removes it when that was read. */
export function CollectDialog({ onDone, onClose }: CollectDialogProps) {
	const trpc = useTRPC();
	const [minAgeMs, setMinAge] = useState<number>(DAY);
	const plan = useQuery(trpc.admin.images.plan.queryOptions({ minAgeMs }, { staleTime: 0 }));
	const collect = useMutation(
		trpc.admin.images.collect.mutationOptions({
			onSuccess: async (answer) => {
				await onDone();
				toast(text.said(answer?.images.filter(({ fate }) => fate === "removed").length ?? 0));
				onClose();
			},
		}),
	);
	const fates = plan.data?.images ?? [];
	const going = fates.filter(({ fate }) => fate === "would-remove");
	const bytes = going.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			title={text.collectTitle}
			description={plan.isPending ? text.looking : text.collectEffect(going.length, formatBytes(bytes))}
			wide
		>
			<div className="mt-4 grid gap-4">
				<SelectField
					label={text.age}
					className="w-auto"
					value={String(minAgeMs)}
					onChange={({ target }) => setMinAge(Number(target.value))}
				>
					{Object.entries(text.ages).map(([ms, label]) => (
						<option key={ms} value={ms}>
							{label}
						</option>
					))}
				</SelectField>
				{fates.length > 0 && (
					<ul aria-label={text.plan} className="grid max-h-64 gap-1 overflow-y-auto rounded-control border bg-sunken p-3 text-12">
						{fates.map(({ ref, fate, sizeBytes }) => (
							<li key={ref} className="flex items-center gap-3">
								<StateMark mark={markOfFate(fate)} className="w-32 shrink-0" />
								<code className="min-w-0 flex-1 break-all">{ref}</code>
								<span className="shrink-0 text-ink-faint tabular-nums">{sizeBytes === null ? "" : formatBytes(sizeBytes)}</span>
							</li>
						))}
					</ul>
				)}
				{plan.error && <ProblemPanel title={text.planFailed} problem={toProblem(plan.error)} onRetry={() => void plan.refetch()} />}
				{collect.error && <ProblemPanel title={text.failed} problem={toProblem(collect.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={onClose}>{adminText.cancel}</Button>
					<Button
						look="danger"
						refusal={going.length === 0 ? text.nothing : null}
						busy={collect.isPending}
						onClick={() => collect.mutate({ minAgeMs })}
					>
						{text.collectAction(going.length)}
					</Button>
				</div>
			</div>
		</Dialog>
	);
}
