import { AppError, isAppError, type LeaseFeedMessage, type LeaseId } from "@berth/core";
import type { EventsSince, LeaseRecord } from "@berth/db";
import type { LeaseMetrics } from "../observe.ts";
import { type ReadTools, readDetail } from "../queries/read-leases.ts";
import { silentSince, toEventView } from "../queries/to-view.ts";
import type { Caller } from "../service.ts";
import { retryWaits } from "../timings.ts";
import { createBell } from "./bell.ts";
import type { HintHub } from "./hint-hub.ts";
import type { SharedReads } from "./shared-reads.ts";

export interface WatchTools extends ReadTools {
	readonly hub: HintHub;
	readonly shared: SharedReads;
	readonly metrics: Pick<LeaseMetrics, "fed">;
}

/** Events in one message; more come in the next. */
const EVENTS_MAX = 200;
/** Changes this close together are one message. Longer: a badge lags. Shorter: a plan's burst is many messages. */
const COALESCE_MS = 25;

/**
 * A lease's life as it happens: subscribed first and read afterwards, so nothing falls between; each event once and in order.
 *
 * Errors  NOT_FOUND, also when the lease is another tenant's; DATABASE_UNAVAILABLE before the first message alone, later it waits.
 */
export async function* watchLease(
	tools: WatchTools,
	caller: Caller,
	id: LeaseId,
	options: { readonly afterSeq?: number },
	signal: AbortSignal,
): AsyncGenerator<LeaseFeedMessage, void, undefined> {
	const bell = createBell();
	const lease = await tools.stores.leases.find(id, caller.scope);
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId: id } });
	let position = options.afterSeq ?? null;
	// Who resumes is told of a silent node as of everything else: when it is not what was shown last.
	let silent: string | null = null;
	/** What comes first is as old as the subscriber was away. */
	let isLive = false;
	const unsubscribe = tools.hub.subscribe({
		leaseId: id,
		onHint: (hint) => (position === null || hint.seq > position) && bell.ring(),
		onResync: () => bell.ring(),
		onPoll: () => void silence(tools, lease).then((is) => is !== silent && bell.ring(), ignore),
	});
	try {
		bell.ring();
		while (!signal.aborted) {
			await bell.wait(signal);
			if (signal.aborted) return;
			const next = await unlessDown(tools, position === null, signal, () =>
				// All that are where this one is and may see the same are told the same.
				tools.shared.of(JSON.stringify([caller.scope, caller.seesValues, id, position, silent]), () =>
					readNext(tools, caller, lease, position, silent),
				),
			);
			if (next === "down") {
				bell.ring();
				continue;
			}
			if (next === "nothing") continue;
			position = next.position;
			silent = next.silent;
			yield next.message;
			if (next.lagMs !== null && isLive) tools.metrics.fed(next.lagMs);
			isLive = next.message.events.length < EVENTS_MAX;
			if (next.message.events.length === EVENTS_MAX) bell.ring();
			else await tools.clock.sleep(COALESCE_MS, signal).catch(() => undefined);
		}
	} finally {
		unsubscribe();
	}
}

interface Next {
	readonly message: LeaseFeedMessage;
	readonly position: number;
	readonly silent: string | null;
	/** How long the oldest of its events had been committed; null without any. */
	readonly lagMs: number | null;
}

/** What is new after a position. The lease is read after its events, so it is never older than they are. */
async function readNext(
	tools: WatchTools,
	caller: Caller,
	row: LeaseRecord,
	position: number | null,
	silent: string | null,
): Promise<Next | "nothing"> {
	const since = position === null ? null : await tools.stores.reader.events(row.id, position, EVENTS_MAX);
	const now = await silence(tools, row);
	if (position !== null && since?.complete) {
		const { events } = since;
		if (events.length === 0 && now === silent) return "nothing";
		const lease = await readDetail(tools, caller, row.id);
		const message: LeaseFeedMessage = { kind: "change", lease, events: events.map(toEventView) };
		return { message, position: events.at(-1)?.seq ?? position, silent: now, lagMs: lagOf(since) };
	}
	const lease = await readDetail(tools, caller, row.id);
	return { message: { kind: "reset", lease, events: [] }, position: lease.eventSeq, silent: now, lagMs: null };
}

/** By the database's clock at both ends. */
const lagOf = ({ events: [first], readAt }: EventsSince): number | null =>
	first === undefined || readAt === null ? null : Math.max(0, readAt.getTime() - first.at.getTime());

/** Since when the lease's node has been silent; no event tells of it. A lease never changes its node. */
const silence = async ({ directory, clock }: WatchTools, { nodeId }: LeaseRecord): Promise<string | null> =>
	silentSince((await directory.nodes()).get(nodeId) ?? null, clock.now());

const ignore = () => undefined;

/** A subscriber outlives a database that is being restarted; one that has heard nothing yet is told. */
export async function unlessDown<T>(
	{ clock }: Pick<WatchTools, "clock">,
	isFirst: boolean,
	signal: AbortSignal,
	read: () => Promise<T>,
): Promise<T | "down"> {
	try {
		return await read();
	} catch (err) {
		if (isFirst || !isAppError(err, "DATABASE_UNAVAILABLE")) throw err;
		await clock.sleep(retryWaits.firstMs * 2, signal).catch(() => undefined);
		return "down";
	}
}
