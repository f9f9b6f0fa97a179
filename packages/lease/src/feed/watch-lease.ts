import { AppError, isAppError, type LeaseFeedMessage, type LeaseId } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import { type ReadTools, readDetail } from "../queries/read-leases.ts";
import { silentSince, toEventView } from "../queries/to-view.ts";
import type { Caller } from "../service.ts";
import { retryWaits } from "../timings.ts";
import { createBell } from "./bell.ts";
import type { HintHub } from "./hint-hub.ts";

export interface WatchTools extends ReadTools {
	readonly hub: HintHub;
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
	let position = options.afterSeq ?? null;
	const unsubscribe = tools.hub.subscribe({
		leaseId: id,
		onHint: (hint) => (position === null || hint.seq > position) && bell.ring(),
		onLook: () => bell.ring(),
	});
	try {
		const lease = await tools.stores.leases.find(id, caller.scope);
		if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId: id } });
		// The one who resumes is told of a silent node as of everything else: when it is not what was shown last.
		let silent: string | null = null;
		bell.ring();
		while (!signal.aborted) {
			await bell.wait(signal);
			if (signal.aborted) return;
			const next = await unlessDown(tools, position === null, signal, () => readNext(tools, caller, lease, position, silent));
			if (next === "down") {
				bell.ring();
				continue;
			}
			if (next === "nothing") continue;
			position = next.position;
			silent = next.message.lease.unknownSince;
			yield next.message;
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
}

/** What is new after a position. The lease is read after its events, so it is never older than they are. */
async function readNext(
	tools: WatchTools,
	caller: Caller,
	{ id, nodeId }: Pick<LeaseRecord, "id" | "nodeId">,
	position: number | null,
	silent: string | null,
): Promise<Next | "nothing"> {
	const { stores, directory, clock } = tools;
	const since = position === null ? null : await stores.reader.events(id, position, EVENTS_MAX);
	if (position === null || !since?.complete) {
		const lease = await readDetail(tools, caller.scope, id);
		return { message: { kind: "reset", lease, events: [] }, position: lease.eventSeq };
	}
	const { events } = since;
	const node = (await directory.nodes()).get(nodeId) ?? null;
	if (events.length === 0 && silentSince(node, clock.now()) === silent) return "nothing";
	const lease = await readDetail(tools, caller.scope, id);
	return { message: { kind: "change", lease, events: events.map(toEventView) }, position: events.at(-1)?.seq ?? position };
}

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
