import type { ReactNode } from "react";
import { foldText as text } from "@/text/new-lease-parts.ts";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

interface FoldProps {
	readonly nth: number;
	readonly title: string;
	/** What was chosen, readable while the fold is closed. */
	readonly summary: string;
	readonly isDone: boolean;
	readonly children: ReactNode;
}

/** One part of the form. It begins open, and can be folded away once it is done. */
export function Fold({ nth, title, summary, isDone, children }: FoldProps) {
	return (
		<details open className="group rounded-card border bg-panel">
			<summary className="flex h-11 cursor-pointer list-none items-center gap-2.5 rounded-card px-4 hover:bg-hover group-open:rounded-b-none group-open:border-b [&::-webkit-details-marker]:hidden">
				<span
					aria-hidden="true"
					className="grid size-5 place-items-center rounded-full bg-accent-soft text-12 font-medium text-accent tabular-nums"
				>
					{nth}
				</span>
				<h2 className="font-semibold">{title}</h2>
				<span className="ml-auto truncate text-12 text-ink-faint">{summary}</span>
				<MarkShapeIcon shape={isDone ? "ok" : "pending"} className="size-2.5" />
				<span className="sr-only">{isDone ? text.complete : text.notComplete}</span>
			</summary>
			<div className="p-4">{children}</div>
		</details>
	);
}
