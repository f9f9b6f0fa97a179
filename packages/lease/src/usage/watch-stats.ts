import { AppError, type Clock, isAppError, type LeaseId, SECOND } from "@berth/core";
import type { InstanceRecord, LeaseRecord, Stores } from "@berth/db";
import type { Engine, StatsMessage } from "@berth/engine";
import { createBell } from "../feed/bell.ts";
import type { HintHub } from "../feed/hint-hub.ts";
import { unlessDown } from "../feed/watch-lease.ts";
import type { Directory } from "../queries/directory.ts";
import type { Caller } from "../service.ts";
import type { InstanceStats, StatsFeedMessage } from "./stats-feed.ts";

export interface WatchStatsTools {
	readonly stores: Pick<Stores, "leases" | "reader">;
	readonly engine: Pick<Engine, "stats">;
	/** The node whose containers the engine shows; null when it shows all of them. */
	readonly engineNode: string | null;
	readonly directory: Pick<Directory, "nodes">;
	readonly hub: HintHub;
	readonly clock: Clock;
}

/** Between two messages, however many instances speak. Shorter: a picture that nobody reads. Longer: it is not live. */
const EVERY_MS = SECOND;
/** A message is sent this often also when nothing is new, so that its reader knows that it is heard. */
const HEARTBEAT_MS = 10 * SECOND;
const RETRY_MS = SECOND;

/**
 * What the instances of a lease use, about once a second while somebody watches; new instances join as they come. Each container is
 * sampled once however many watch, and not at all when nobody does.
 *
 * Errors  NOT_FOUND, also for another tenant's; UNSUPPORTED for a lease on a node that this process sees nothing of.
 */
export async function* watchStats(
	tools: WatchStatsTools,
	caller: Caller,
	id: LeaseId,
	signal: AbortSignal,
): AsyncGenerator<StatsFeedMessage, void, undefined> {
	const { hub, clock } = tools;
	const bell = createBell();
	let isOld = true;
	const lookAgain = () => {
		isOld = true;
		bell.ring();
	};
	const lease = await tools.stores.leases.find(id, caller.scope);
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId: id } });
	await assertInSight(tools, lease);
	const readers = createReaders(tools, bell.ring);
	const unsubscribe = hub.subscribe({ leaseId: id, onHint: lookAgain, onResync: lookAgain, onPoll: () => undefined });
	try {
		for (let isFirst = true; !signal.aborted; isFirst = false) {
			if (isOld) {
				isOld = false;
				const rows = await unlessDown(tools, isFirst, signal, async () => (await tools.stores.reader.instances([id])).get(id) ?? []);
				if (rows === "down") lookAgain();
				else readers.follow(rows);
			}
			if (signal.aborted) return;
			yield { at: clock.now().toISOString(), instances: readers.newest() };
			await clock.sleep(EVERY_MS, signal).catch(() => undefined);
			await heardOrTime(tools, bell.wait, signal);
		}
	} finally {
		unsubscribe();
		readers.close();
	}
}

async function heardOrTime({ clock }: WatchStatsTools, wait: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
	const over = new AbortController();
	const bounded = AbortSignal.any([signal, over.signal]);
	clock.sleep(HEARTBEAT_MS - EVERY_MS, bounded).then(
		() => over.abort(),
		() => undefined,
	);
	await wait(bounded);
	over.abort();
}

/** Another node's containers are not to be taken for gone. */
async function assertInSight({ engineNode, directory }: WatchStatsTools, { nodeId }: LeaseRecord): Promise<void> {
	if (engineNode === null) return;
	const node = (await directory.nodes()).get(nodeId)?.name ?? "unknown";
	if (node === engineNode) return;
	throw new AppError("UNSUPPORTED", {
		message: `The lease is on node ${node}, whose containers are watched by the Berth process beside it.`,
		data: { node },
	});
}

/** The streams of the instances there are, and the newest word of each. */
function createReaders({ engine, clock }: WatchStatsTools, onNews: () => void) {
	const open = new Map<string, { readonly row: InstanceRecord; readonly over: AbortController; newest: StatsMessage | null }>();

	const read = async (containerId: string, signal: AbortSignal) => {
		while (!signal.aborted) {
			try {
				for await (const message of engine.stats.watch(containerId, { signal })) {
					const entry = open.get(containerId);
					if (signal.aborted || entry === undefined) return;
					entry.newest = message;
					onNews();
				}
				return;
			} catch (err) {
				if (signal.aborted || isAppError(err, "NOT_FOUND")) return;
				const entry = open.get(containerId);
				if (entry) entry.newest = { kind: "gap", why: "stale" };
				onNews();
			}
			await clock.sleep(RETRY_MS, signal).catch(() => undefined);
		}
	};
	return {
		follow(rows: readonly InstanceRecord[]) {
			const wanted = new Map(rows.flatMap((row) => (row.containerId === null ? [] : [[row.containerId, row] as const])));
			for (const [containerId, { over }] of open) {
				if (wanted.has(containerId)) continue;
				over.abort();
				open.delete(containerId);
			}
			for (const [containerId, row] of wanted) {
				const known = open.get(containerId);
				// One that was gone is asked for again only when something happened to it.
				if (known && (known.row.startedAt?.getTime() === row.startedAt?.getTime() || known.newest?.kind === "sample")) continue;
				known?.over.abort();
				const over = new AbortController();
				open.set(containerId, { row, over, newest: known?.newest ?? null });
				void read(containerId, over.signal);
			}
		},
		newest: (): readonly InstanceStats[] =>
			[...open.values()].map(({ row: { service, index, generation }, newest }) => ({
				service,
				index,
				generation,
				sample: newest?.kind === "sample" ? newest.sample : null,
				gap: newest?.kind === "gap" ? newest.why : null,
			})),
		close() {
			for (const { over } of open.values()) over.abort();
			open.clear();
		},
	};
}
