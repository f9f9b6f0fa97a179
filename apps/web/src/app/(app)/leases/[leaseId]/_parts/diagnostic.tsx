"use client";
import type { DiagnosticView } from "@berth/core";
import { plainText } from "@berth/core";
import { useEffect, useRef } from "react";
import { formatMoment } from "@/format/time.ts";
import { diagnosticText as say } from "@/text/lease-summary.ts";
import { CopyButton } from "@/ui/copy-button.tsx";

const LINES_SHOWN = 50;

/** How one instance failed: its reason, its exit, and its last words. */
export function Diagnostic({ diagnostic, className }: { readonly diagnostic: DiagnosticView; readonly className: string }) {
	const { service, index, reason, exitCode, oomKilled, healthOutput, logTail, detail, at } = diagnostic;
	const tail = logTail.slice(-LINES_SHOWN).map(plainText);
	return (
		<div className={className}>
			<p className="flex flex-wrap items-baseline gap-x-3">
				<span className="font-medium">
					{service}-{index}
				</span>
				<code className="text-12">{reason}</code>
				{exitCode !== null && <span>{say.exitCode(exitCode)}</span>}
				{oomKilled && <span className="text-bad">{say.killedForItsMemory}</span>}
				<time dateTime={at} className="text-12 text-ink-faint">
					{formatMoment(at)}
				</time>
			</p>
			{healthOutput !== null && <Text title={say.outputOfTheHealthCheck} text={healthOutput} />}
			{tail.length > 0 && <Text title={tail.length === 1 ? say.lastLine : say.lastLines(tail.length)} text={tail.join("\n")} />}
			{tail.length === 0 && <p className="mt-1 text-ink-faint">{say.itWroteNothing}</p>}
			{detail !== null && <Text title={say.whatTheEngineSaid} text={detail} />}
		</div>
	);
}

/** A stretch of output. It begins at its end, where the cause mostly stands. */
function Text({ title, text }: { readonly title: string; readonly text: string }) {
	const box = useRef<HTMLPreElement>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another text begins at its end as well
	useEffect(() => {
		// Not given back: newer browsers answer a scroll with a promise, which is no way to undo an effect.
		box.current?.scrollTo({ top: box.current.scrollHeight });
	}, [text]);
	return (
		<div className="mt-2">
			<p className="flex items-center gap-1 text-12 text-ink-faint">
				{title}
				<CopyButton text={text} what={title.toLowerCase()} />
			</p>
			<pre
				ref={box}
				className="max-h-72 overflow-auto rounded-control border bg-sunken p-2.5 text-12 whitespace-pre-wrap [overflow-wrap:anywhere]"
			>
				{text}
			</pre>
		</div>
	);
}
