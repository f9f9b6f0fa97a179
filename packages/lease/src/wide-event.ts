import { type AppError, type Clock, type ErrorCode, errorTable, toAppError } from "@berth/core";
import type { Log, UnitOutcome } from "./observe.ts";

/** The one line that is logged about a unit of work; fields are added while it goes on. Never a secret, never a body. */
export interface WideEvent {
	/** `noun.verb`. */
	op: string;
	/** What set it off: a request, a message to an actor, time, or something that happened. */
	readonly kind: "inbound" | "actor" | "timer" | "event";
	ok: boolean;
	code?: ErrorCode;
	/** Only of errors that somebody must look at. */
	err?: Error;
	durationMs?: number;
	/** Its parts by name, in milliseconds. */
	phases?: Readonly<Record<string, number>>;
	leaseId?: string;
	nodeId?: string;
	requestId?: string;
	/** Of the lease, as it was when the unit began. */
	version?: number;
}

export function noteFailure(event: WideEvent, error: AppError): void {
	event.ok = false;
	event.code = error.code;
	if (error.rule.level === "error" || error.rule.level === "warn") event.err = error;
}

/** Writes the line of something that was asked for, as loud as its outcome deserves: an expected refusal is never an error. */
export function logWideEvent<E extends WideEvent>(log: Log, event: E, quiet = false): void {
	const level = event.code === undefined ? "info" : errorTable[event.code].level;
	log[quiet && level === "info" ? "debug" : level](event, "handled");
}

/**
 * How loud the line of something is that nobody waits for. It is tried again by itself, so only a bug is an error; an engine that is
 * silent is told by the readiness check, and a lost claim by the agent, and not by every try.
 */
function levelInBackground({ code }: WideEvent, quiet: boolean): "debug" | "info" | "warn" | "error" {
	if (code === undefined) return quiet ? "debug" : "info";
	if (code === "INTERNAL") return "error";
	if (code === "ENGINE_UNREACHABLE" || code === "ABORTED" || code === "CLAIM_LOST") return "debug";
	const { level } = errorTable[code];
	return level === "error" ? "warn" : level;
}

export const logBackground = (log: Log, event: WideEvent, quiet = false): void => log[levelInBackground(event, quiet)](event, "handled");

export interface Unit {
	readonly log: Log;
	readonly clock: Pick<Clock, "monotonicMs">;
	/** Its line is a detail unless it failed. */
	readonly quiet?: boolean;
	/** Told how it ended, beside the line. */
	readonly count?: (outcome: UnitOutcome, durationMs: number) => void;
}

/** Runs a unit of work of the background and writes its one line. What it throws goes on to the caller. */
export async function runUnit<T>(unit: Unit, event: WideEvent, run: (event: WideEvent) => Promise<T>): Promise<T> {
	const { log, clock, quiet = false } = unit;
	const begunMs = clock.monotonicMs();
	try {
		return await run(event);
	} catch (err) {
		noteFailure(event, toAppError(err));
		throw err;
	} finally {
		event.durationMs = Math.round(clock.monotonicMs() - begunMs);
		logBackground(log, event, quiet);
		unit.count?.(event.code ?? "ok", event.durationMs);
	}
}
