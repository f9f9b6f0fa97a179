"use client";
import type { LogMessage } from "@berth/core";
import { useCallback, useState } from "react";
import type { Problem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { type StreamHandlers, useStream } from "@/data/use-stream.ts";
import { toPieces } from "@/logs/ansi.ts";
import { leaseListText } from "@/text/lease-list.ts";

const text = leaseListText.panel;

const SHOWN = 20;
/** Slower than anybody reads such a small place. */
const DRAW_MS = 250;

/** What a lease said last, as it says it. */
export function LastLines({ leaseId }: { readonly leaseId: string }) {
	const client = useTRPCClient();
	const [lines, setLines] = useState<readonly Extract<LogMessage, { kind: "line" }>[]>([]);
	const [state, setState] = useState<"opening" | "open">("opening");
	const [problem, setProblem] = useState<Problem | null>(null);
	const open = useCallback(
		(handlers: StreamHandlers<{ readonly data: { readonly messages: readonly LogMessage[] } }>) =>
			client.lease.logs.subscribe(
				{ leaseId, tail: SHOWN, follow: true },
				{
					...handlers,
					onStarted: () => {
						setState("open");
						handlers.onStarted?.();
					},
				},
			),
		[client, leaseId],
	);
	useStream({
		open,
		everyMs: DRAW_MS,
		onMessages: (groups) => {
			const come = groups.flatMap(({ data }) => data.messages).filter((message) => message.kind === "line");
			setLines((known) => [...known, ...come].slice(-SHOWN));
		},
		onProblem: setProblem,
	});
	return (
		<section aria-label={text.lines} className="min-w-0">
			<h3 className="mb-1 text-12 font-medium text-ink-faint">{text.lines}</h3>
			{lines.length === 0 ? (
				<p className="text-ink-faint">{problem ? text.noLog : state === "open" ? text.noLines : "…"}</p>
			) : (
				<ol className="overflow-hidden rounded-control border bg-sunken p-2 font-mono text-12 leading-5">
					{lines.map((line) => (
						<li key={line.cursor} className="truncate">
							{toPieces(line.text)
								.map((piece) => piece.text)
								.join("") || "\u00a0"}
						</li>
					))}
				</ol>
			)}
		</section>
	);
}
