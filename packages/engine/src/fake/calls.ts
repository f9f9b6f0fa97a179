import { AppError, type Clock } from "@berth/core";
import type { Call } from "../engine.ts";
import { abortable, never, refuseAborted } from "./abortable.ts";
import type { FaultDesk, Operation, Point, RecordedCall } from "./faults.ts";
import type { World } from "./world.ts";

/** What one engine is to the machine it talks to. */
export interface Connection {
	readonly world: World;
	readonly faults: FaultDesk;
	readonly clock: Clock;
	readonly installation: string;
	/** Which engine of the host this is, from 1. */
	readonly number: number;
	/** A call that gets no answer is TIMEOUT after this long. */
	readonly deadlineMs: number;
	/** Fires when the engine is closed: its streams end. */
	readonly closing: AbortSignal;
	/** The process is gone: nothing it asked is answered and nothing more is done for it. */
	readonly dead: () => boolean;
}

/** What a call is about, as tests read it. */
export interface About {
	readonly operation: Operation;
	readonly subject: string;
	readonly leaseId?: string | null;
	readonly service?: string | null;
	readonly generation?: number | null;
}

export const unreachable = (): AppError =>
	new AppError("ENGINE_UNREACHABLE", { cause: new Error("connect ECONNREFUSED: the simulated daemon is down") });

/**
 * One call: recorded, aborted, delayed or failed as planned, and its effect done in one step.
 *
 * A call that was aborted before its effect has none. A call of a dead engine never settles.
 */
export function callDaemon<T>(connection: Connection, about: About, call: Call, effect: () => T | Promise<T>): Promise<T> {
	return callHost(connection, about, call, () => {
		refuseUnreachable(connection);
		return effect();
	});
}

/** The same for what needs no daemon. */
export function callHost<T>(connection: Connection, about: About, call: Call, effect: () => T | Promise<T>): Promise<T> {
	const recorded = record(connection, about);
	const work = async (): Promise<T> => {
		refuseAborted(call.signal);
		await meetFaults(connection, recorded, "before", call.signal);
		const result = await effect();
		await meetFaults(connection, recorded, "after", call.signal);
		return result;
	};
	return unlessDead(connection, abortable(work(), call.signal));
}

/** The same for what opens a stream: it has the faults of a call before its first word. */
export async function openStream(connection: Connection, about: About, call: Call): Promise<void> {
	const recorded = record(connection, about);
	refuseAborted(call.signal);
	await unlessDead(connection, abortable(meetFaults(connection, recorded, "before", call.signal), call.signal));
}

export function refuseUnreachable(connection: Connection): void {
	if (!connection.world.daemon.reachable) throw unreachable();
}

/** Waits for what may come, or rejects with ABORTED. A dead engine waits for ever. */
export function waitFor<T>(connection: Connection, work: Promise<T>, signal: AbortSignal): Promise<T> {
	return unlessDead(connection, abortable(work, signal));
}

function record(connection: Connection, about: About): RecordedCall {
	const { leaseId = null, service = null, generation = null, ...rest } = about;
	return connection.faults.record({ ...rest, leaseId, service, generation, engine: connection.number });
}

async function meetFaults(connection: Connection, recorded: RecordedCall, point: Point, signal: AbortSignal): Promise<void> {
	const met = connection.faults.arrive(recorded, point);
	if (met) await withDeadline(connection, met, signal);
	// Whoever gave up meanwhile, or died, must leave no trace.
	if (connection.dead()) return never();
	refuseAborted(signal);
}

/** A timer only while something holds the call. */
async function withDeadline(connection: Connection, met: Promise<void>, signal: AbortSignal): Promise<void> {
	const done = new AbortController();
	const deadline = connection.clock.sleep(connection.deadlineMs, AbortSignal.any([done.signal, signal])).then(
		() => {
			throw new AppError("TIMEOUT");
		},
		() => never<void>(),
	);
	try {
		await Promise.race([met, deadline]);
	} finally {
		done.abort();
	}
}

function unlessDead<T>(connection: Connection, work: Promise<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		work.then(
			(value) => connection.dead() || resolve(value),
			(error: unknown) => connection.dead() || reject(error),
		);
	});
}
