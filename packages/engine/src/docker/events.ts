import type { EngineEvent, EventGroup } from "../engine.ts";
import type { Context } from "./context.ts";
import type { EventHub } from "./event-hub.ts";
import { createMailbox } from "./mailbox.ts";
import { aborted } from "./within.ts";

export const createEvents = (context: Context, hub: EventHub): EventGroup => ({
	subscribe: ({ signal }) => subscribe(context, hub, signal),
	lastSeenAt: hub.lastSeenAt,
});

/** A subscriber that lags too far behind loses the events and is told to look at everything again. */
async function* subscribe(context: Context, hub: EventHub, signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined> {
	const op = "events.subscribe";
	if (signal.aborted) throw aborted(op);
	const mail = createMailbox<EngineEvent>(context.limits.eventQueueMax);
	const stop = hub.listen(mail.push);
	try {
		while (!context.closing.aborted) {
			const message = await mail.take(op, signal, context.closing);
			if (mail.takeDropped() > 0) {
				mail.clear();
				const standing = hub.standing();
				yield standing?.kind === "disconnected" ? standing : { kind: "resync", why: "reconnected" };
			} else {
				yield message;
			}
		}
	} catch (error) {
		if (signal.aborted || !context.closing.aborted) throw error;
	} finally {
		stop();
	}
}
