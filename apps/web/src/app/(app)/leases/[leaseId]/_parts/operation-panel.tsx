"use client";
import { isOperationDone, type LeaseDetail, type OperationView } from "@berth/core";
import { isCancellable } from "@/data/lease-actions.ts";
import { useNow } from "@/data/use-now.ts";
import { markOfOperation } from "@/format/mark.ts";
import { formatRelative, formatTook } from "@/format/time.ts";
import { leaseText } from "@/text/lease.ts";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { CancelOperation } from "./cancel-operation.tsx";
import { Diagnostic } from "./diagnostic.tsx";
import { StepRow } from "./step-row.tsx";
import { whatStands } from "./what-stands.ts";

const text = leaseText.operation;

/** The operation that runs, or the last one: each step with how long it took, how long it may, and what it waits for. */
export function OperationPanel({ lease }: { readonly lease: LeaseDetail }) {
	const { operation, attempt, nextWakeAt } = lease;
	if (operation === null) return null;
	const isDone = isOperationDone(operation.state);
	const stands = whatStands(lease);
	// Those of what was undone; what is failed now has a panel of its own.
	const undone =
		operation.state === "rolled_back" && lease.state !== "failed" ? lease.diagnostics.filter(({ at }) => at >= operation.createdAt) : [];
	return (
		<Panel
			title={
				<span className="inline-flex flex-wrap items-center gap-x-2">
					{text.title(operation.kind, operation.instance, operation.kind === "update" ? operation.releaseNumber : null)}
					<StateMark mark={markOfOperation(operation.state)} className="text-12" />
				</span>
			}
			aside={<Duration operation={operation} />}
		>
			<ol aria-label={text.steps} className="grid gap-0.5">
				{operation.steps.map((step) => (
					<StepRow key={step.name} step={step} />
				))}
			</ol>
			<p className="mt-3 border-t pt-2.5 text-12 text-ink-faint">
				{text.by(operation.requestedBy.replace(/^user:/, ""))}, <Moment at={operation.createdAt} />
				{!isDone && attempt > 1 && ` · ${text.attempt(attempt)}`}
				{!isDone && nextWakeAt !== null && <NextTry at={nextWakeAt} />}
			</p>
			{isDone && (operation.message !== null || stands !== null) && (
				<p className="mt-1 text-ink-soft">
					{operation.message} {stands && <span className="font-medium text-ink">{stands}</span>}
				</p>
			)}
			{undone.map((diagnostic) => (
				<Diagnostic
					key={`${diagnostic.service}-${diagnostic.index}-${diagnostic.at}`}
					diagnostic={diagnostic}
					className="mt-3 border-t pt-3"
				/>
			))}
			{isCancellable(operation) && <CancelOperation operation={operation} />}
		</Panel>
	);
}

function Duration({ operation }: { readonly operation: OperationView }) {
	const now = useNow();
	const from = Date.parse(operation.startedAt ?? operation.createdAt);
	const to = operation.finishedAt === null ? now : Date.parse(operation.finishedAt);
	return (
		<span className="tabular-nums">{operation.finishedAt === null ? text.running(formatTook(to - from)) : formatTook(to - from)}</span>
	);
}

function NextTry({ at }: { readonly at: string }) {
	const now = useNow();
	return Date.parse(at) > now ? <> · {text.next(formatRelative(at, now))}</> : null;
}
