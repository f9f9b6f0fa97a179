"use client";
import { type DiagnosticView, type LeaseDetail, reasonAdvice } from "@berth/core";
import { RotateCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { formatMoment } from "@/format/time.ts";
import { stripAnsi } from "@/logs/ansi.ts";
import { Button, buttonClass } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Link } from "@/ui/link.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";
import { CommandDialog } from "./command-dialog.tsx";

const LINES_SHOWN = 50;

/** Above all else while a lease is failed: why, what to do, and the last words of what failed. */
export function FailurePanel({ lease }: { readonly lease: LeaseDetail }) {
	const [asks, setAsks] = useState(false);
	if (lease.state !== "failed" && lease.state !== "failing") return null;
	const reason = lease.reason ?? lease.operation?.reason ?? null;
	const message = lease.message ?? lease.operation?.message ?? null;
	return (
		<section aria-label="Failure" className="mb-4 rounded-card border bg-panel text-bad edge">
			<div className="rounded-t-card p-4 tint">
				<h2 className="flex flex-wrap items-center gap-2 text-14 font-semibold">
					<MarkShapeIcon shape="bad" />
					{lease.state === "failing" ? "Failing: the causes are being gathered" : "Failed"}
					{reason !== null && <code className="text-13">{reason}</code>}
				</h2>
				{message !== null && <p className="mt-1 text-ink">{message}</p>}
				{reason !== null && <p className="mt-1 text-ink">{reasonAdvice[reason]}</p>}
				<div className="mt-3 flex flex-wrap gap-2">
					<Button look="primary" refusal={refusesRetry(lease)} onClick={() => setAsks(true)}>
						<RotateCw className="size-3.5" aria-hidden />
						Retry with the same release
					</Button>
					<Link href={`/leases/${lease.id}/settings`} className={buttonClass()}>
						Change the manifest
					</Link>
					<Link href={`/leases/${lease.id}/logs`} className={buttonClass()}>
						Read the logs
					</Link>
				</div>
			</div>
			{lease.diagnostics.map((diagnostic) => (
				<Diagnostic key={`${diagnostic.service}-${diagnostic.index}-${diagnostic.at}`} diagnostic={diagnostic} />
			))}
			{asks && <CommandDialog command="retry" lease={lease} onOpenChange={setAsks} />}
		</section>
	);
}

/** What is left of a restore that failed has no data to be tried on. */
const refusesRetry = (lease: LeaseDetail): string | null =>
	lease.operation?.kind === "restore" ? "It could not be restored; close it and restore its data again." : refuses("retry", lease);

function Diagnostic({ diagnostic }: { readonly diagnostic: DiagnosticView }) {
	const { service, index, reason, exitCode, oomKilled, healthOutput, logTail, detail, at } = diagnostic;
	const tail = logTail.slice(-LINES_SHOWN).map(stripAnsi);
	return (
		<div className="border-t p-4 text-ink">
			<p className="flex flex-wrap items-baseline gap-x-3">
				<span className="font-medium">
					{service}-{index}
				</span>
				<code className="text-12">{reason}</code>
				{exitCode !== null && <span>exit code {exitCode}</span>}
				{oomKilled && <span className="text-bad">killed for its memory</span>}
				<time dateTime={at} className="text-12 text-ink-faint">
					{formatMoment(at)}
				</time>
			</p>
			{healthOutput !== null && <Text title="Output of the health check" text={healthOutput} />}
			{tail.length > 0 && <Text title={tail.length === 1 ? "Last line" : `Last ${tail.length} lines`} text={tail.join("\n")} />}
			{tail.length === 0 && <p className="mt-1 text-ink-faint">It wrote nothing.</p>}
			{detail !== null && <Text title="What the engine said" text={detail} />}
		</div>
	);
}

/** A stretch of output. It begins at its end, where the cause mostly stands. */
function Text({ title, text }: { readonly title: string; readonly text: string }) {
	const box = useRef<HTMLPreElement>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another text begins at its end as well
	useEffect(() => box.current?.scrollTo({ top: box.current.scrollHeight }), [text]);
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
