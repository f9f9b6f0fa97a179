"use client";
import { type LeaseEventType, type ListedEventView, leaseEventTypes } from "@berth/core";
import { useParam } from "@/data/use-param.ts";
import { eventsText } from "@/text/lease-events.ts";

export type EventKind = keyof typeof eventsText.kinds;
export const eventKinds = Object.keys(eventsText.kinds) as readonly EventKind[];
const named: ReadonlySet<string> = new Set(eventKinds);

/** The types of events a choice stands for; null for all. */
export const typesOf = (kind: EventKind): readonly LeaseEventType[] | null =>
	kind === "all" ? null : leaseEventTypes.filter((type) => (kind === "other" ? !named.has(type) : type === kind));

interface EventFilter {
	readonly kind: EventKind;
	readonly search: string;
}

/** What narrows the stream; it stands in the address, so that a link carries it. */
export function useEventFilter() {
	const [wanted, setKind] = useParam("kind");
	const [search, setSearch] = useParam("q");
	const filter: EventFilter = { kind: eventKinds.find((one) => one === wanted) ?? "all", search };
	return { filter, setKind: (kind: EventKind) => setKind(kind === "all" ? "" : kind), setSearch };
}

/** Whether an event is let through; one is found by its lease's name or id and by who did it. */
export function passes({ body, leaseName, leaseId, actor }: ListedEventView, { kind, search }: EventFilter): boolean {
	const sought = search.trim().toLowerCase();
	return (
		(typesOf(kind)?.includes(body.type) ?? true) &&
		(sought === "" || [leaseName, leaseId, actor].some((text) => text.toLowerCase().includes(sought)))
	);
}
