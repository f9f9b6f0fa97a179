import { AppError, systemClock, toAppError } from "@berth/core";
import type { EngineEvent } from "../engine.ts";
import { label } from "../labels.ts";
import type { Context } from "./context.ts";
import { readNdjson } from "./ndjson.ts";
import { toEvent, wantedActions } from "./to-event.ts";
import { fromThrown } from "./translate-error.ts";
import { event, type WireEvent } from "./wire.ts";

/** The daemon's events, read once however many listen. The upstream lives while there is a listener. */
export interface EventHub {
	/** Calls back for every event; first of all with the state of the connection, when it is known. Returns how to stop. */
	listen(listener: (message: EngineEvent) => void): () => void;
	/** The last word on the connection: `resync` while it stands, `disconnected` while not, null before the first try is decided. */
	standing(): EngineEvent | null;
	lastSeenAt(): Date | null;
	/** Proof of life from elsewhere, such as an answered ping. */
	sawLife(): void;
}

/** Events remembered to recognise those that a resumed stream repeats. */
const REMEMBERED = 512;
/** A resumed stream starts a little before the last event seen: the daemon's stamps lose their last digits as JSON numbers. */
const RESUME_OVERLAP_MS = 1;

export function createEventHub(context: Context, onDisconnect: () => void): EventHub {
	const { daemon, limits, closing, installation, log } = context;
	const listeners = new Set<(message: EngineEvent) => void>();
	let run: AbortController | null = null;
	let standing: EngineEvent | null = null;
	let hasConnected = false;
	let lastSeen: Date | null = null;
	let resumeAtMs: number | null = null;
	const seen = new Set<string>();

	const tell = (message: EngineEvent) => {
		for (const listener of listeners) listener(message);
	};
	const sawLife = () => {
		lastSeen = new Date();
	};
	const isNew = (wire: WireEvent): boolean => {
		const key = `${wire.timeNano} ${wire.Actor.ID} ${wire.Action}`;
		if (seen.has(key)) return false;
		seen.add(key);
		const [oldest] = seen;
		if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
		return true;
	};
	const onEvent = (body: unknown) => {
		const wire = event.safeParse(body);
		if (!wire.success) {
			log.warn({ error: wire.error }, "an event of the container engine could not be read");
			return tell({ kind: "resync", why: "reconnected" });
		}
		resumeAtMs = wire.data.timeNano / 1_000_000;
		const told = isNew(wire.data) ? toEvent(wire.data) : null;
		if (told) tell(told);
	};

	/** Reads one connection to its end; it always ends with an error. */
	const readOnce = async (signal: AbortSignal): Promise<never> => {
		const stream = await daemon.stream({
			op: "events",
			method: "GET",
			path: "/events",
			query: {
				filters: JSON.stringify({ type: ["container"], event: wantedActions, label: [`${label.installation}=${installation}`] }),
				since: resumeAtMs === null ? undefined : ((resumeAtMs - RESUME_OVERLAP_MS) / 1_000).toFixed(6),
			},
			signal,
		});
		if (signal.aborted) stream.destroy();
		signal.throwIfAborted();
		sawLife();
		standing = { kind: "resync", why: "connected" };
		tell({ kind: "resync", why: hasConnected ? "reconnected" : "connected" });
		hasConnected = true;
		const heart = beat(
			context,
			signal,
			() => lastSeen,
			sawLife,
			(error) => stream.destroy(error),
		);
		try {
			for await (const body of readNdjson(stream)) {
				if (signal.aborted) break;
				sawLife();
				onEvent(body);
			}
		} finally {
			heart.stop();
			stream.destroy();
		}
		throw new AppError("ENGINE_UNREACHABLE", { data: { op: "events" }, cause: new Error("the event stream ended") });
	};

	const keepReading = async (signal: AbortSignal): Promise<void> => {
		let pauseMs = limits.reconnectMs.first;
		while (!signal.aborted) {
			const begunAt = systemClock.monotonicMs();
			const error = await readOnce(signal).catch((thrown: unknown) => fromThrown(thrown, "events"));
			if (signal.aborted) return;
			if (standing?.kind !== "disconnected") {
				log.warn({ code: error.code, error }, "the event stream of the container engine was lost");
				standing = { kind: "disconnected", error };
				tell(standing);
				onDisconnect();
			}
			if (systemClock.monotonicMs() - begunAt > limits.heartbeatMs) pauseMs = limits.reconnectMs.first;
			await systemClock.sleep(pauseMs * (0.5 + Math.random() / 2), signal).catch(() => undefined);
			pauseMs = Math.min(pauseMs * 2, limits.reconnectMs.max);
		}
	};

	const begin = () => {
		const controller = new AbortController();
		run = controller;
		const end = () => controller.abort();
		if (closing.aborted) end();
		else closing.addEventListener("abort", end, { once: true });
		void context.background.own(
			keepReading(controller.signal)
				.catch((error: unknown) => log.error({ error: toAppError(error) }, "the event stream could not be kept"))
				.finally(() => closing.removeEventListener("abort", end)),
		);
	};

	return {
		listen(listener) {
			listeners.add(listener);
			if (standing) listener(standing);
			if (!run) begin();
			return () => {
				listeners.delete(listener);
				if (listeners.size > 0) return;
				run?.abort();
				run = null;
				standing = null;
				resumeAtMs = null;
				hasConnected = false;
			};
		},
		standing: () => standing,
		lastSeenAt: () => lastSeen,
		sawLife,
	};
}

/** Pings the daemon while no event comes; a ping that fails ends the stream, which is then opened again. */
function beat(
	context: Context,
	signal: AbortSignal,
	lastSeen: () => Date | null,
	sawLife: () => void,
	fail: (error: Error) => void,
): { stop(): void } {
	const { daemon, limits } = context;
	const ping = async () => {
		if (Date.now() - (lastSeen()?.getTime() ?? 0) < limits.heartbeatMs) return;
		await daemon.call({ op: "ping", method: "GET", path: "/_ping", signal, ms: limits.pingMs }).then(sawLife, fail);
	};
	const timer = setInterval(() => void ping(), limits.heartbeatMs / 2);
	timer.unref();
	return { stop: () => clearInterval(timer) };
}
