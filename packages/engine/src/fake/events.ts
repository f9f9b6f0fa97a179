import type { EngineEvent, EventGroup } from "../engine.ts";
import { hangBell } from "./bell.ts";
import { type Connection, openStream, unreachable } from "./calls.ts";
import type { HostEvent } from "./event-log.ts";

export function createEvents(connection: Connection): EventGroup {
	let lastSeenMs: number | null = null;
	return {
		subscribe: (call) =>
			followEvents(connection, call.signal, () => {
				lastSeenMs = connection.clock.now().getTime();
			}),
		lastSeenAt: () => (lastSeenMs === null ? null : new Date(lastSeenMs)),
	};
}

async function* followEvents(connection: Connection, signal: AbortSignal, seen: () => void): AsyncGenerator<EngineEvent, void, undefined> {
	await openStream(connection, { operation: "events.subscribe", subject: "" }, { signal });
	const mail = collectEvents(connection);
	const bell = hangBell(connection, signal, [mail.listen]);
	try {
		while (!connection.closing.aborted) {
			const event = mail.take();
			if (!event) {
				await bell.wait();
				continue;
			}
			if (event.kind !== "disconnected") seen();
			yield event;
			await bell.check();
		}
	} finally {
		bell.hangUp();
	}
}

/** As with the real engine, one who lags further behind loses the events and is told to look at everything again. */
const QUEUE_MAX = 1_000;

/**
 * First a resync, then what happens. While the daemon is away nothing is heard; what happened then is told afterwards only if the
 * outage ended with `replayEvents`, and a resync comes in any case.
 */
function collectEvents({ world, installation }: Connection) {
	let waiting: EngineEvent[] = [];
	let heardSeq = world.events.lastSeq;
	let connections = 0;

	const take = (entry: HostEvent) => {
		heardSeq = entry.seq;
		if (entry.installation !== installation) return;
		if (waiting.length < QUEUE_MAX) waiting.push(entry.event);
		else waiting = [{ kind: "resync", why: "reconnected" }];
	};
	const noticeDaemon = () => {
		if (!world.daemon.reachable) return void waiting.push({ kind: "disconnected", error: unreachable() });
		if (connections > 0 && world.daemon.replayEvents) for (const entry of world.events.recent()) if (entry.seq > heardSeq) take(entry);
		waiting.push({ kind: "resync", why: connections > 0 ? "reconnected" : "connected" });
		connections += 1;
	};
	noticeDaemon();

	return {
		take: () => waiting.shift(),
		listen(ring: () => void) {
			const stopDaemon = world.daemon.listen(() => {
				noticeDaemon();
				ring();
			});
			const stopEvents = world.events.listen((entry) => {
				if (!world.daemon.reachable) return;
				take(entry);
				ring();
			});
			return () => {
				stopDaemon();
				stopEvents();
			};
		},
	};
}
