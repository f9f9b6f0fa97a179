import type { LeaseDetail, LeaseEvent, LeaseFeedMessage } from "@berth/core";

// Enough for a lease's whole story on one page; more would only be scrolled past.
const EVENTS_MAX = 1_000;

/** What a page knows of a lease: how it stands, and what it has heard happen, oldest first. */
export interface LeaseFeed {
	readonly lease: LeaseDetail;
	readonly events: readonly LeaseEvent[];
	/** Events before the first one held are not known to this page. */
	readonly position: number;
}

/**
 * Takes in one message of a lease's stream.
 *
 * Returns the same object when the message says nothing new, so that nothing is drawn again: a message that was
 * repeated after a reconnect, or one that is older than what is known.
 */
export function applyLeaseMessage(feed: LeaseFeed | undefined, message: LeaseFeedMessage): LeaseFeed {
	const { lease } = message;
	if (feed === undefined) return { lease, events: message.events.slice(-EVENTS_MAX), position: lease.eventSeq };
	if (message.kind === "change" && lease.version < feed.lease.version) return feed;
	const known = feed.events.at(-1)?.seq ?? 0;
	const news = message.events.filter(({ seq }) => seq > known);
	const isSame = news.length === 0 && lease.version === feed.lease.version && message.kind === "change";
	if (isSame && JSON.stringify(lease) === JSON.stringify(feed.lease)) return feed;
	// A snapshot that does not join on to what is held would leave a hole in the story: it starts anew.
	const joins = news.length === 0 || known === 0 || (news[0]?.seq ?? 0) === known + 1;
	const events = joins ? [...feed.events, ...news] : news;
	return { lease, events: events.slice(-EVENTS_MAX), position: Math.max(feed.position, lease.eventSeq) };
}
