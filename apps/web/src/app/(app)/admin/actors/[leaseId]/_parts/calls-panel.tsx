"use client";
import { type ActorDetail, type EngineCallView, isOperationDone, type OperationStep } from "@berth/core";
import { useNow } from "@/data/use-now.ts";
import { markOfStep } from "@/format/mark.ts";
import { formatTook } from "@/format/time.ts";
import { actorText } from "@/text/admin-actors.ts";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";

const text = actorText.one;

/** What the actor is about and has no answer to yet: the steps that run, each with its deadline, and its calls of the engine. */
export function CallsPanel({ detail: { operation, calls } }: { readonly detail: ActorDetail }) {
	const isDone = operation === null || isOperationDone(operation.state);
	const running = operation?.steps.filter(({ state }) => state === "running") ?? [];
	return (
		<Panel title={text.calls}>
			{isDone || running.length === 0 ? (
				<p className="text-ink-faint">{isDone ? text.noSteps : text.noStepsYet}</p>
			) : (
				<ul className="grid gap-2">
					{running.map((step) => (
						<Step key={step.name} step={step} />
					))}
				</ul>
			)}
			<h3 className="mt-4 font-medium">{text.engineCalls}</h3>
			{calls === null || calls.length === 0 ? (
				<p className="text-ink-faint">{calls === null ? text.engineCallsUnknown : text.noEngineCalls}</p>
			) : (
				<ul className="grid gap-1">
					{calls.map((call) => (
						<EngineCall key={`${call.call} ${call.target} ${call.startedAt}`} call={call} />
					))}
				</ul>
			)}
		</Panel>
	);
}

function EngineCall({ call: { call, target, startedAt } }: { readonly call: EngineCallView }) {
	const now = useNow();
	return (
		<li data-engine-call={call} className="flex flex-wrap items-baseline gap-x-3">
			<span className="font-mono">{call}</span>
			{target !== null && <span className="break-all font-mono text-ink-soft">{target}</span>}
			<span className="text-ink-faint">{text.callAge(formatTook(Math.max(0, now - Date.parse(startedAt))))}</span>
		</li>
	);
}

function Step({ step }: { readonly step: OperationStep }) {
	const now = useNow();
	const leftMs = step.deadlineAt === null ? null : Date.parse(step.deadlineAt) - now;
	return (
		<li data-step={step.name} className="flex flex-wrap items-baseline gap-x-3">
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
