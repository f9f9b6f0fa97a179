import { type ListedEventView, SECOND } from "@berth/core";
import type { ListedEvent } from "@berth/db";
import { toEventView } from "../queries/to-view.ts";
import type { Caller } from "../service.ts";
import { createBell } from "./bell.ts";
import type { EventFeedMessage } from "./event-feed.ts";
import { unlessDown, type WatchTools } from "./watch-lease.ts";

/** Events in one message, and those that it begins with. */
const PAGE = 100;
/** Hints this close together are read together. */
const COALESCE_MS = 250;
/**
 * An event's time is when its statement ran, and it is seen when its transaction ended: so much older ones may come to light later than
 * newer ones. Longer: each look reads more. Shorter: what took long to commit is missed.
 */
const OVERLAP_MS = 5 * SECOND;

/** The newest events of everything in scope, oldest first, then each as it happens, once. It starts anew after a drop. Errors  as `watchLease`. */
export async function* watchEvents(
	tools: WatchTools,
	caller: Caller,
	signal: AbortSignal,
): AsyncGenerator<EventFeedMessage, void, undefined> {
	const { hub, clock, stores } = tools;
	const bell = createBell();
	const unsubscribe = hub.subscribe({ onHint: bell.ring, onResync: bell.ring, onPoll: bell.ring });
	/** Those of the overlap, so that none is told twice. */
	let told = new Map<string, number>();
	let newestMs: number | null = null;
	try {
		bell.ring();
		while (!signal.aborted) {
			await bell.wait(signal);
			const isFirst = newestMs === null;
			if (!isFirst) await clock.sleep(COALESCE_MS, signal).catch(() => undefined);
			if (signal.aborted) return;
			const from = newestMs === null ? {} : { from: new Date(newestMs - OVERLAP_MS) };
			const read = await unlessDown(tools, isFirst, signal, () => stores.history.events(caller.scope, { limit: PAGE + 1, ...from }));
			if (read === "down") {
				bell.ring();
				continue;
			}
			const fresh = read
				.slice(0, PAGE)
				.filter((event) => !told.has(idOf(event)))
				.toReversed();
			// All of a full page is new: there are more that it has no room for.
			const isGap = !isFirst && read.length > PAGE && fresh.length === PAGE;
			newestMs = Math.max(newestMs ?? 0, ...fresh.map(({ at }) => at.getTime()));
			for (const event of fresh) told.set(idOf(event), event.at.getTime());
			const oldestMs: number = newestMs - OVERLAP_MS;
			told = new Map([...told].filter(([, atMs]) => atMs >= oldestMs));
			if (isGap) yield { kind: "gap" };
			if (isFirst) yield { kind: "reset", events: fresh.map(toView) };
			else if (fresh.length > 0) yield { kind: "events", events: fresh.map(toView) };
		}
	} finally {
		unsubscribe();
	}
}

const idOf = ({ leaseId, seq }: Pick<ListedEvent, "leaseId" | "seq">): string => `${leaseId}.${seq}`;
const toView = (event: ListedEvent): ListedEventView => ({ ...toEventView(event), leaseName: event.leaseName });
