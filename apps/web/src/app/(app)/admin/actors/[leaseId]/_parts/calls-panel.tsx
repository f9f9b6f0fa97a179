"use client";
import { type ActorDetail, isOperationDone, type OperationStep } from "@berth/core";
import { useNow } from "@/data/use-now.ts";
import { markOfStep } from "@/format/mark.ts";
import { formatTook } from "@/format/time.ts";
import { actorText } from "@/text/admin-actors.ts";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";

const text = actorText.one;

/** What the actor has asked of the host and has no answer to yet: the steps that run, each with its age and its deadline. */
export function CallsPanel({ detail: { operation } }: { readonly detail: ActorDetail }) {
	const isDone = operation === null || isOperationDone(operation.state);
	const running = operation?.steps.filter(({ state }) => state === "running") ?? [];
	return (
		<Panel title={text.calls}>
			{isDone || running.length === 0 ? (
				<p className="text-ink-faint">{isDone ? text.noCalls : text.noCallsYet}</p>
			) : (
				<ul className="grid gap-2">
					{running.map((step) => (
						<Call key={step.name} step={step} />
					))}
				</ul>
			)}
		</Panel>
	);
}

function Call({ step }: { readonly step: OperationStep }) {
	const now = useNow();
	const leftMs = step.deadlineAt === null ? null : Date.parse(step.deadlineAt) - now;
	return (
		<li data-call={step.name} className="flex flex-wrap items-baseline gap-x-3">
			<StateMark mark={{ ...markOfStep(step.state), word: step.name }}>
				{step.startedAt !== null && text.callAge(formatTook(now - Date.parse(step.startedAt)))}
			</StateMark>
			{step.note !== null && <span className="text-ink-soft">{step.note}</span>}
			{leftMs !== null && (
				<span className={leftMs < 0 ? "font-medium text-bad" : "text-ink-faint"}>
					{leftMs < 0 ? text.callLate(formatTook(-leftMs)) : text.callLeft(formatTook(leftMs))}
				</span>
			)}
		</li>
	);
}
