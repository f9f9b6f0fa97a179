import { isClosing, type LeaseState } from "@berth/core";

interface Standing {
	readonly state: LeaseState;
	readonly quarantined: boolean;
}

// What the page knows of the machine, to say why a button would be refused. The server decides.
const restartable: readonly LeaseState[] = ["ready", "failing", "failed"];

/** Why a restart would be refused now, or null. */
export function refusesRestart({ state, quarantined }: Standing): string | null {
	if (isClosing(state)) return state === "closed" ? "The lease is closed." : "The lease is being closed.";
	if (quarantined) return "The lease is in quarantine: an admin has to lift it first.";
	if (restartable.includes(state)) return null;
	return state === "stopped" ? "The lease is stopped; start it instead." : `The lease is ${state}; wait until that has ended.`;
}

/** Why a close would be refused now, or null. */
export function refusesClose({ state }: Standing): string | null {
	if (!isClosing(state)) return null;
	return state === "closed" ? "The lease is closed already." : "The lease is being closed already.";
}
