"use client";
import { clsx } from "clsx";
import type { Problem } from "@/data/problem.ts";
import { problemPanelText as words } from "@/text/ui.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { MarkShapeIcon } from "./state-mark.tsx";

interface ProblemPanelProps {
	/** What was tried: `The leases could not be loaded`. */
	readonly title: string;
	readonly problem: Problem;
	readonly onRetry?: (() => void) | undefined;
	readonly className?: string;
}

/** An error as people need it: what was tried, why it failed, what to do, and the id to ask about. */
export function ProblemPanel({ title, problem, onRetry, className }: ProblemPanelProps) {
	return (
		<div role="alert" className={clsx("rounded-card border bg-panel p-4 text-bad edge", className)}>
			<p className="flex items-center gap-2 font-semibold">
				<MarkShapeIcon shape="bad" />
				{title}
			</p>
			<p className="mt-1 text-ink">{problem.message}</p>
			{problem.issues.length > 0 && (
				<ul className="mt-2 grid gap-0.5 text-ink">
					{problem.issues.map(({ path, message }) => (
						<li key={`${path} ${message}`}>
							{path && <code className="mr-1.5 text-12">{path}</code>}
							{message}
						</li>
					))}
				</ul>
			)}
			<div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-12 text-ink-faint">
				{onRetry && (
					<Button small onClick={onRetry}>
						{words.tryAgain}
					</Button>
				)}
				<span>
					{words.code} <code>{problem.code}</code>
				</span>
				{problem.requestId !== null && (
					<span className="inline-flex items-center gap-1">
						{words.request} <code>{problem.requestId}</code>
						<CopyButton text={problem.requestId} what={words.requestId} />
					</span>
				)}
			</div>
		</div>
	);
}
