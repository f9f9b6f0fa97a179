import type { LeaseId, LeaseListMessage, LeaseSummary } from "@berth/core";
import type { LeaseHint, LeaseRecord } from "@berth/db";
import { toSummaries } from "../queries/read-leases.ts";
import type { Caller } from "../service.ts";
import { createBell } from "./bell.ts";
import { unlessDown, type WatchTools } from "./watch-lease.ts";

/** Leases in the first message: the page the list opens with. */
const PAGE = 50;
/** Hints this close together are read together. Longer: the list lags. Shorter: twenty provisions at once are twenty times as many reads. */
const COALESCE_MS = 100;

/** The first page of a list, then each of the caller's leases as it changes, closed ones included. Errors  as `watchLease`. */
export async function* watchList(
	tools: WatchTools,
	caller: Caller,
	signal: AbortSignal,
): AsyncGenerator<LeaseListMessage, void, undefined> {
	const { hub, clock } = tools;
	const { scope } = caller;
	const bell = createBell();
	const dirty = new Set<LeaseId>();
	let look = true;
	/** What was last said of each lease of the page, to tell what changed when no hint names it. */
	const shown = new Map<string, string>();
	let listed: readonly LeaseId[] = [];
	const lookAgain = () => {
		look = true;
		bell.ring();
	};
	const unsubscribe = hub.subscribe({
		onHint: (hint) => {
			if (!isSeenBy(scope, hint)) return;
			dirty.add(hint.leaseId);
			bell.ring();
		},
		onResync: lookAgain,
		onPoll: lookAgain,
	});
	try {
		let isFirst = true;
		bell.ring();
		while (!signal.aborted) {
			await bell.wait(signal);
			if (!isFirst) await clock.sleep(COALESCE_MS, signal).catch(() => undefined);
			if (signal.aborted) return;
			const ids = [...dirty];
			const page: boolean = look;
			dirty.clear();
			look = false;
			const read = await unlessDown(tools, isFirst, signal, () => readChanged(tools, caller, page ? [...ids, ...listed] : ids, page));
			if (read === "down") {
				for (const id of ids) dirty.add(id);
				look ||= page;
				bell.ring();
				continue;
			}
			const { leases } = read;
			if (page) listed = read.listed;
			if (isFirst) yield { kind: "reset", leases };
			for (const lease of leases) {
				const is = fingerprint(lease);
				const isNews = !isFirst && shown.get(lease.id) !== is;
				remember(shown, lease.id, is);
				if (isNews) yield { kind: "change", lease };
			}
			isFirst = false;
		}
	} finally {
		unsubscribe();
	}
}

const isSeenBy = (scope: Caller["scope"], hint: Partial<LeaseHint>): boolean => scope === "all" || scope.tenantId === hint.tenantId;

/** The named leases and, when the whole page is looked at, those on it: what left the page is named by whoever saw it there. */
async function readChanged(
	tools: WatchTools,
	{ scope }: Caller,
	ids: readonly LeaseId[],
	page: boolean,
): Promise<{ readonly leases: LeaseSummary[]; readonly listed: readonly LeaseId[] }> {
	const { leases } = tools.stores;
	const found = new Map<LeaseId, LeaseRecord>();
	if (page) for (const lease of await leases.list(scope, { limit: PAGE })) found.set(lease.id, lease);
	const listed = [...found.keys()];
	const others = [...new Set(ids)].filter((id) => !found.has(id));
	for (const lease of await Promise.all(others.map((id) => leases.find(id, scope)))) if (lease) found.set(lease.id, lease);
	return { leases: await toSummaries(tools, [...found.values()]), listed };
}

/** What a row of a list may show; the version says the rest. */
const fingerprint = (lease: LeaseSummary): string => `${lease.version} ${lease.unknownSince !== null}`;

/** Leases remembered per subscriber. One that was forgotten may be told again, which is harmless. */
const SHOWN_MAX = 1_000;

const remember = (shown: Map<string, string>, id: string, is: string) => {
	shown.delete(id);
	shown.set(id, is);
	const [oldest] = shown.keys();
	if (shown.size > SHOWN_MAX && oldest !== undefined) shown.delete(oldest);
};
