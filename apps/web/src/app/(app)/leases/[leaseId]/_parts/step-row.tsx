"use client";
import type { OperationStep, StepProgress } from "@berth/core";
import { clsx } from "clsx";
import { useNow } from "@/data/use-now.ts";
import { formatBytes, formatBytesOf } from "@/format/bytes.ts";
import { markOfStep } from "@/format/mark.ts";
import { formatAge, formatTook } from "@/format/time.ts";
import { stepRowText as words } from "@/text/lease-summary.ts";
import { Meter } from "@/ui/meter.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

/** One step of the timeline. The running one carries its bar, its clock and what it waits for. */
export function StepRow({ step }: { readonly step: OperationStep }) {
	const mark = markOfStep(step.state);
	const isRunning = step.state === "running";
	return (
		<li
			data-step={step.name}
			data-step-state={step.state}
			aria-current={isRunning ? "step" : undefined}
			className={clsx("rounded px-2 py-1", isRunning && "text-work tint", step.state === "failed" && "text-bad tint")}
		>
			<div className="grid grid-cols-[0.75rem_5rem_6rem_minmax(0,1fr)] items-center gap-x-2.5 max-sm:grid-cols-[0.75rem_4.5rem_minmax(0,1fr)]">
				<MarkShapeIcon shape={mark.shape} />
				<span className={clsx(step.state === "pending" || step.state === "skipped" ? "text-ink-faint" : "text-ink", "font-medium")}>
					{step.name}
					<span className="sr-only">, {mark.word}</span>
				</span>
				<span className="text-ink-soft tabular-nums">
					{isRunning ? <Running step={step} /> : step.startedAt && step.finishedAt ? took(step.startedAt, step.finishedAt) : null}
				</span>
				<span
					className={clsx("truncate max-sm:col-span-2 max-sm:col-start-2", isRunning ? "text-ink" : "text-ink-faint")}
					title={step.note ?? undefined}
				>
					{step.note}
				</span>
			</div>
			{isRunning && step.progress !== null && <Progress progress={step.progress} />}
		</li>
	);
}

const took = (from: string, to: string): string => formatTook(Date.parse(to) - Date.parse(from));

function Running({ step }: { readonly step: OperationStep }) {
	const now = useNow();
	if (step.startedAt === null) return null;
	const elapsed = formatAge(now - Date.parse(step.startedAt));
	if (step.deadlineAt === null) return <>{elapsed}</>;
	const isLate = now > Date.parse(step.deadlineAt);
	return (
		<span className={isLate ? "font-medium text-bad" : undefined}>
			{words.of(elapsed, formatAge(Date.parse(step.deadlineAt) - Date.parse(step.startedAt)))}
		</span>
	);
}

function Progress({ progress }: { readonly progress: StepProgress }) {
	const text = progressText(progress);
	return (
		<div className="mt-1 flex items-center gap-2.5 pl-[1.375rem]">
			{progress.total !== null && (
				<Meter label={words.progress} value={progress.done} max={progress.total} text={text} tone="work" className="w-48 max-w-full" />
			)}
			<span className="text-12 text-ink-soft tabular-nums">{text}</span>
		</div>
	);
}

function progressText({ done, total, unit }: StepProgress): string {
	if (unit === "bytes") return total === null ? formatBytes(done) : formatBytesOf(done, total);
	return total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`;
}
