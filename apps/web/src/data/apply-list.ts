import type { LeaseListMessage, LeaseState, LeaseSummary } from "@berth/core";

export type LeaseCounts = Partial<Record<LeaseState, number>>;

/** A list as the page holds it. `held` are new leases that wait until the pointer has left the table. */
export interface LeaseList {
	readonly leases: readonly LeaseSummary[];
	readonly held: readonly LeaseSummary[];
	readonly counts: LeaseCounts;
	readonly next: string | null;
}

export interface LeasePage {
	readonly leases: readonly LeaseSummary[];
	readonly next: string | null;
	readonly counts: LeaseCounts;
}

const byAge = (a: LeaseSummary, b: LeaseSummary) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** The first page, or the one after it: rows that are known already stay where they are. */
export function applyPage(list: LeaseList | undefined, page: LeasePage): LeaseList {
	if (list === undefined) return { leases: page.leases, held: [], counts: page.counts, next: page.next };
	const known = new Set([...list.leases, ...list.held].map(({ id }) => id));
	const more = page.leases.filter(({ id }) => !known.has(id));
	return { ...list, leases: [...list.leases, ...more], counts: page.counts, next: page.next };
}

export interface ListOptions {
	/** Keeps new leases back, while a pointer is over the table. */
	readonly hold: boolean;
	/** Whether a lease belongs in this list at all: what the search says. */
	readonly accepts: (lease: LeaseSummary) => boolean;
}

/**
 * Takes in one message of the list's stream.
 *
 * A known lease is changed in its place: rows never move under a pointer. A new one goes to the top, or waits in `held`.
 * A lease that is older than the oldest row belongs to a page that was not loaded: it is left out. A snapshot also takes
 * away the rows that are gone from the stretch it covers.
 */
export function applyListMessage(list: LeaseList, message: LeaseListMessage, options: ListOptions): LeaseList {
	if (message.kind === "change") return applyLease(list, message.lease, options);
	const present = new Set(message.leases.map(({ id }) => id));
	const oldest = message.leases.at(-1);
	const isGone = (row: LeaseSummary) => !present.has(row.id) && (oldest === undefined || byAge(row, oldest) < 0);
	const rest = { ...list, leases: list.leases.filter((row) => !isGone(row)), held: list.held.filter((row) => !isGone(row)) };
	return message.leases.toReversed().reduce<LeaseList>((next, lease) => applyLease(next, lease, options), rest);
}

function applyLease(list: LeaseList, lease: LeaseSummary, { hold, accepts }: ListOptions): LeaseList {
	const replace = (rows: readonly LeaseSummary[]) => rows.map((row) => (row.id === lease.id ? lease : row));
	const known = [...list.leases, ...list.held].find(({ id }) => id === lease.id);
	if (known !== undefined) {
		if (lease.version < known.version) return list;
		return { ...list, leases: replace(list.leases), held: replace(list.held), counts: recount(list.counts, known.state, lease.state) };
	}
	const last = list.leases.at(-1);
	const isOnLaterPage = list.next !== null && last !== undefined && byAge(last, lease) < 0;
	if (isOnLaterPage || lease.state === "closed" || !accepts(lease)) return list;
	const counts = recount(list.counts, null, lease.state);
	if (hold) return { ...list, held: [lease, ...list.held].sort(byAge), counts };
	return { ...list, leases: [...list.leases, lease].sort(byAge), counts };
}

/** Lets the waiting leases in. */
export function releaseHeld(list: LeaseList): LeaseList {
	if (list.held.length === 0) return list;
	return { ...list, leases: [...list.leases, ...list.held].sort(byAge), held: [] };
}

function recount(counts: LeaseCounts, from: LeaseState | null, to: LeaseState): LeaseCounts {
	if (from === to) return counts;
	const next = { ...counts, [to]: (counts[to] ?? 0) + 1 };
	return from === null ? next : { ...next, [from]: Math.max(0, (counts[from] ?? 0) - 1) };
}
