import { AppError, type LeaseState, type MachineEvent, machineEvents } from "@berth/core";
import { births, type TransitionRow, transitions } from "./transitions.ts";

/** Three different answers: an ignored event is no success, and a rejected one is the caller's mistake. */
export type Transition =
	| { readonly kind: "moved"; readonly from: LeaseState | null; readonly next: LeaseState }
	| { readonly kind: "ignored"; readonly why: string }
	| { readonly kind: "rejected"; readonly error: AppError };

/**
 * What an event does to a lease in a state; null stands for a lease that is not there yet.
 *
 * Pure and total. Guards that need the world are the caller's: it looks first and sends a fact.
 * Errors  none thrown; a rejection carries INVALID_STATE with `data.state`, `data.event` and `data.accepts`.
 */
export function transition(state: LeaseState | null, event: MachineEvent): Transition {
	const row = rowOf(state);
	const next = row.on[event];
	if (next !== undefined) return { kind: "moved", from: state, next };
	const why = row.ignore[event];
	if (why !== undefined) return { kind: "ignored", why };
	return { kind: "rejected", error: rejection(state, event) };
}

/** The events a state moves on, in the vocabulary's order. */
export const accepts = (state: LeaseState | null): readonly MachineEvent[] =>
	machineEvents.filter((event) => rowOf(state).on[event] !== undefined);

const rowOf = (state: LeaseState | null): TransitionRow => (state === null ? { on: births, ignore: {} } : transitions[state]);

const rejection = (state: LeaseState | null, event: MachineEvent) =>
	new AppError("INVALID_STATE", {
		message: state === null ? `A lease cannot begin with ${event}.` : `The lease is ${state}; ${spoken(event)} is not possible now.`,
		data: { state, event, accepts: accepts(state) },
	});

/** `restartRequested` as people say it: `restart`. */
const spoken = (event: MachineEvent): string => event.replace(/Requested$/, "");
