"use client";
import type { OperationStep } from "@berth/core";
import { useNow } from "@/data/use-now.ts";
import { formatAge } from "@/format/time.ts";
import { leaseListText as text } from "@/text/lease-list.ts";

/** What is being done to a lease, and how much of its time that has used. */
export function RunningStep({ step: { name, note, startedAt, deadlineAt } }: { readonly step: OperationStep }) {
	const now = useNow();
	const begunMs = startedAt === null ? null : Date.parse(startedAt);
	const isLate = deadlineAt !== null && now > Date.parse(deadlineAt);
	return (
		<span className={isLate ? "text-bad" : "text-work"} title={note ?? undefined}>
			{name}
			{begunMs !== null && (
				<span className="text-ink-faint tabular-nums">
					{" · "}
					{deadlineAt === null
						? formatAge(now - begunMs)
						: text.ofTime(formatAge(now - begunMs), formatAge(Date.parse(deadlineAt) - begunMs))}
				</span>
			)}
			{note !== null && <span className="text-ink-faint"> · {note}</span>}
		</span>
	);
}
