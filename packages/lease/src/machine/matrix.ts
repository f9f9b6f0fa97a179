import { type LeaseState, leaseStates, type MachineEvent, machineEvents } from "@berth/core";
import { transition } from "./transition.ts";
import { workOf } from "./work-of.ts";

/** The machine as a page: the moves, then every state × event cell, then why each ignored one is ignored. */
export function printMatrix(): string {
	const states: (LeaseState | null)[] = [null, ...leaseStates];
	return [
		"# The lease machine",
		"",
		"Printed from `packages/lease/src/machine`; a test fails when it is stale. Write it with",
		"`node packages/lease/scripts/write-matrix.ts`.",
		"",
		"## Moves",
		"",
		"```mermaid",
		"stateDiagram-v2",
		...states.flatMap(movesOf),
		"```",
		"",
		"## What each state owns",
		"",
		"| state | work | at most | ends without success by |",
		"|---|---|---|---|",
		...leaseStates.map(workRow),
		"",
		"## Every state and event",
		"",
		"A state's name: the lease moves there. `·`: heard, and changes nothing (why is below). Empty: rejected with `INVALID_STATE`.",
		"",
		`| event | ${states.map(nameOf).join(" | ")} |`,
		`|---|${states.map(() => "---").join("|")}|`,
		...machineEvents.map((event) => `| ${event} | ${states.map((state) => cell(state, event)).join(" | ")} |`),
		"",
		"## Why an event is ignored",
		"",
		"| state | event | why |",
		"|---|---|---|",
		...states.flatMap((state) => machineEvents.flatMap((event) => whyRow(state, event))),
		"",
	].join("\n");
}

const nameOf = (state: LeaseState | null): string => state ?? "(new)";

const movesOf = (state: LeaseState | null): string[] =>
	machineEvents.flatMap((event) => {
		const result = transition(state, event);
		return result.kind === "moved" ? [`\t${state ?? "[*]"} --> ${result.next}: ${event}`] : [];
	});

const workRow = (state: LeaseState): string => {
	const work = workOf[state];
	return work === null ? `| ${state} | rests | | |` : `| ${state} | ${work.kind} | ${work.deadlineMs / 60_000} min | ${work.failure} |`;
};

const cell = (state: LeaseState | null, event: MachineEvent): string => {
	const result = transition(state, event);
	if (result.kind === "moved") return `**${result.next}**`;
	return result.kind === "ignored" ? "·" : " ";
};

const whyRow = (state: LeaseState | null, event: MachineEvent): string[] => {
	const result = transition(state, event);
	return result.kind === "ignored" ? [`| ${nameOf(state)} | ${event} | ${result.why} |`] : [];
};
