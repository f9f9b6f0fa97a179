"use client";
import type { LeaseEvent } from "@berth/core";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { formatMoment } from "@/format/time.ts";
import { describeEvent } from "@/leases/describe-event.ts";
import { eventsText } from "@/text/lease-events.ts";
import { eventRowText as words } from "@/text/lease-summary.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";

const text = eventsText;

interface EventRowProps {
	readonly event: LeaseEvent;
	readonly leaseId: string;
	readonly onOperation: (id: string) => void;
}

/** One event, and all of it when it is unfolded. */
export function EventRow({ event, leaseId, onOperation }: EventRowProps) {
	const { seq, at, body, actor, operationId } = event;
	const id = `event-${seq}`;
	const [isOpen, setOpen] = useState(() => window.location.hash === `#${id}`);
	const { mark, detail } = describeEvent(body);
	return (
		<>
			<tr id={id} data-seq={seq} className="target:bg-accent-soft">
				<Td className="w-16 text-right whitespace-nowrap text-ink-faint">
					<button
						type="button"
						aria-expanded={isOpen}
						aria-label={text.unfold(seq)}
						onClick={() => setOpen(!isOpen)}
						className="inline-flex items-center gap-1 rounded hover:text-ink"
					>
						<ChevronRight className={isOpen ? "size-3.5 rotate-90" : "size-3.5"} aria-hidden />
						{seq}
					</button>
				</Td>
				<Td className="whitespace-nowrap">
					{formatMoment(at)} <Moment at={at} className="text-ink-faint" />
				</Td>
				<Td>
					<StateMark mark={mark} isStill />
				</Td>
				<Td className="text-ink-soft">{detail}</Td>
				<Td className="whitespace-nowrap text-ink-faint">{actor.replace(/^user:/, "")}</Td>
			</tr>
			{isOpen && (
				<tr data-testid="event-payload">
					<Td colSpan={5} className="bg-sunken">
						<div className="mb-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-12 text-ink-faint">
							<span className="inline-flex items-center gap-1">
								{text.link}
								<CopyButton text={`${window.location.origin}/leases/${leaseId}/events#${id}`} what={text.linkOf(seq)} />
							</span>
							{operationId !== null && (
								<span className="inline-flex items-center gap-1">
									{text.operation} <code>{operationId}</code>
									<CopyButton text={operationId} what={words.operationId} />
									<Button small onClick={() => onOperation(operationId)}>
										{text.onlyOperation}
									</Button>
								</span>
							)}
						</div>
						<pre className="max-h-80 overflow-auto text-12">{JSON.stringify(body, null, 2)}</pre>
					</Td>
				</tr>
			)}
		</>
	);
}
