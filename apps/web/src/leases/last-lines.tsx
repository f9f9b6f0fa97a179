"use client";
import type { LogLine } from "@berth/core";
import { useState } from "react";
import { toPieces } from "@/logs/ansi.ts";
import { useLogMessages } from "@/logs/use-log-messages.ts";
import { leaseListText } from "@/text/lease-list.ts";

const text = leaseListText.panel;

const SHOWN = 20;
/** Slower than anybody reads such a small place. */
const DRAW_MS = 250;

/** What a lease said last, as it says it. */
export function LastLines({ leaseId }: { readonly leaseId: string }) {
	const [lines, setLines] = useState<readonly LogLine[]>([]);
	const { state, problem } = useLogMessages({
		leaseId,
		tail: SHOWN,
		everyMs: DRAW_MS,
		onMessages: (messages) => {
			const come = messages.filter((message) => message.kind === "line");
			setLines((known) => [...known, ...come].slice(-SHOWN));
		},
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
