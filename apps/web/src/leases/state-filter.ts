import { isClosing, type LeaseState, type LeaseSummary, workingStates } from "@berth/core";
import type { LeaseCounts } from "@/data/apply-list.ts";

/** The groups the list is narrowed to; each takes the states that a person would count together. */
export const stateFilters = [
	{ key: "ready", label: "Ready", states: ["ready"] },
	{ key: "working", label: "Working", states: workingStates.filter((state) => state !== "failing" && !isClosing(state)) },
	{ key: "failed", label: "Failed", states: ["failed", "failing"] },
	{ key: "stopped", label: "Stopped", states: ["stopped"] },
	{ key: "closing", label: "Closing", states: ["deprovisioning"] },
] as const satisfies readonly { readonly key: string; readonly label: string; readonly states: readonly LeaseState[] }[];

export type StateFilter = (typeof stateFilters)[number]["key"];

const none: readonly LeaseState[] = [];

/** The states of a group; the same object each time. */
export const statesOf = (key: StateFilter): readonly LeaseState[] => stateFilters.find((filter) => filter.key === key)?.states ?? none;

/** Reads the filter of an address; anything else is no filter. */
export const toStateFilter = (text: string | null): StateFilter | null => stateFilters.find(({ key }) => key === text)?.key ?? null;

export const countOf = (counts: LeaseCounts, key: StateFilter): number =>
	statesOf(key).reduce((sum, state) => sum + (counts[state] ?? 0), 0);

export const filterLeases = (leases: readonly LeaseSummary[], key: StateFilter | null): readonly LeaseSummary[] =>
	key === null ? leases : leases.filter(({ state }) => statesOf(key).includes(state));
