import { type AppError, errorTable } from "@berth/core";
import type { Log } from "@berth/lease";

/** The one line that is logged about a unit of work; fields are added while it runs. Never a secret, never a body. */
export interface WideEvent {
	op: string;
	readonly kind: "inbound" | "timer";
	readonly requestId: string;
	ok: boolean;
	code?: AppError["code"];
	/** Only of errors that somebody must look at. */
	err?: AppError;
	status?: number;
	durationMs?: number;
	userId?: string;
	tenantId?: string;
}

export function noteFailure(event: WideEvent, error: AppError): void {
	event.ok = false;
	event.code = error.code;
	if (error.rule.level === "error" || error.rule.level === "warn") event.err = error;
}

/** Writes the line, as loud as its outcome deserves: an expected refusal is never an error. */
export function logWideEvent(log: Log, event: WideEvent, quiet = false): void {
	const level = event.code === undefined ? "info" : errorTable[event.code].level;
	log[quiet && level === "info" ? "debug" : level](event, "handled");
}
