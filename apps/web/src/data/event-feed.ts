import type { ListedEventView } from "@berth/core";

/** What the stream of all events says. */
export type EventMessage = { readonly kind: "reset" | "events"; readonly events: readonly ListedEventView[] } | { readonly kind: "gap" };

export type EventFeedRow =
	| { readonly kind: "event"; readonly key: string; readonly event: ListedEventView }
	/** There were more than could be told. */
	| { readonly kind: "gap"; readonly key: string };

/** As many as a page holds; older ones are read from the server. */
const ROWS_MAX = 500;

export const keyOfEvent = ({ leaseId, seq }: Pick<ListedEventView, "leaseId" | "seq">): string => `${leaseId} ${seq}`;

/**
 * The rows after a message, the newest first. A stream that begins anew tells again what is known, which is not shown twice; when it
 * tells nothing that is known, nobody knows what happened between, and a gap says so.
 */
export function applyEventMessage(rows: readonly EventFeedRow[], message: EventMessage): readonly EventFeedRow[] {
	if (message.kind === "gap") return withGap(rows);
	const known = new Set(rows.map(({ key }) => key));
	const fresh = message.events.filter((event) => !known.has(keyOfEvent(event)));
	const isCutOff = message.kind === "reset" && rows.length > 0 && fresh.length > 0 && fresh.length === message.events.length;
	const added = fresh.toReversed().map((event): EventFeedRow => ({ kind: "event", key: keyOfEvent(event), event }));
	return [...added, ...(isCutOff ? withGap(rows) : rows)].slice(0, ROWS_MAX);
}

function withGap(rows: readonly EventFeedRow[]): readonly EventFeedRow[] {
	const [newest] = rows;
	return newest === undefined || newest.kind === "gap" ? rows : [{ kind: "gap", key: `gap ${newest.key}` }, ...rows];
}

/** How many events there were in each of the spans up to now, the oldest span first. */
export function countsByTime(
	events: readonly ListedEventView[],
	nowMs: number,
	{ spanMs, spans }: { readonly spanMs: number; readonly spans: number },
) {
	const counts = Array.from({ length: spans }, () => 0);
	for (const { at } of events) {
		const index = spans - 1 - Math.floor((nowMs - Date.parse(at)) / spanMs);
		// A server's clock may be a little ahead of the browser's.
		const within = Math.min(index, spans - 1);
		if (within >= 0) counts[within] = (counts[within] ?? 0) + 1;
	}
	return counts;
}
