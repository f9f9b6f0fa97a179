"use client";
import type { LeaseEvent } from "@berth/core";
import { useMemo } from "react";
import { marksOf } from "@/logs/log-marks.ts";
import { leaseText } from "@/text/lease.ts";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

const SHOWN = 6;
const text = leaseText.restarts;

/** When instances ended and started, the newest first, with why. */
export function RestartPanel({ leaseId, events }: { readonly leaseId: string; readonly events: readonly LeaseEvent[] }) {
	const marks = useMemo(() => marksOf(events).toReversed().slice(0, SHOWN), [events]);
	return (
		<Panel
			title={text.title}
			aside={
				<Link href={`/leases/${leaseId}/events?kind=instance`} className="rounded hover:underline">
					{text.all}
				</Link>
			}
		>
			{marks.length === 0 ? (
				<p className="text-ink-faint">{text.none}</p>
			) : (
				<ul className="grid gap-1 text-12">
					{marks.map(
						({ message }) =>
							message.kind === "mark" && (
								<li key={message.cursor} className="flex items-center gap-2">
									<MarkShapeIcon shape={message.tone === "bad" ? "bad" : "rest"} />
									<span className="min-w-0 truncate">{message.text}</span>
									<Moment at={message.at} className="ml-auto shrink-0 text-ink-faint" />
								</li>
							),
					)}
				</ul>
			)}
		</Panel>
	);
}
