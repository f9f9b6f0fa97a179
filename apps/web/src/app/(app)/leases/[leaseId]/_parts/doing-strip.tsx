"use client";
import { isOperationDone, type LeaseDetail, type LeaseEvent } from "@berth/core";
import { useNow } from "@/data/use-now.ts";
import { formatRelative } from "@/format/time.ts";
import { leaseText } from "@/text/lease.ts";

const text = leaseText.strip;

/** At the foot of a lease, for its tenant: what is being done, what came last, and what comes next by itself. */
export function DoingStrip({ lease, events }: { readonly lease: LeaseDetail; readonly events: readonly LeaseEvent[] }) {
	const now = useNow();
	const { operation, attempt, deadlineAt, nextWakeAt, expiresAt } = lease;
	const isBusy = operation !== null && !isOperationDone(operation.state);
	const step = operation?.steps.find(({ state }) => state === "running")?.name ?? null;
	const last = events.findLast(({ body }) => body.type === "moved");
	const isAhead = (at: string | null): at is string => at !== null && Date.parse(at) > now;
	const parts = [
		isBusy ? text.working(operation.kind, step) : text.resting,
		...(isBusy && attempt > 1 ? [text.attempt(attempt)] : []),
		...(last?.body.type === "moved" ? [text.last(last.body.to, last.body.from ?? text.nothing, formatRelative(last.at, now))] : []),
		...(isBusy && isAhead(deadlineAt) ? [text.deadline(formatRelative(deadlineAt, now))] : []),
		...(isAhead(nextWakeAt) ? [text.next(formatRelative(nextWakeAt, now))] : []),
		...(isAhead(expiresAt) ? [text.ends(formatRelative(expiresAt, now))] : []),
	];
	return (
		<p
			data-testid="doing"
			className="mt-4 flex flex-wrap gap-x-2 rounded-card border bg-panel px-4 py-2.5 text-12 text-ink-soft tabular-nums"
		>
			<span className="font-medium text-ink">{text.actor}</span>
			{parts.join(" · ")}
		</p>
	);
}
