import type { LeaseId, LeaseState } from "@berth/core";
import { type Chronicle, readChronicle, type Told } from "./chronicle.ts";
import { everyLease, type History } from "./history.ts";
import { comesUp, isHopeless } from "./manifests.ts";

/** What must have come of a history by what was asked and answered; a sentence for each thing that has not. */
export async function contradictions(history: History): Promise<string[]> {
	const chronicles = await Promise.all((await everyLease(history)).map((id) => readChronicle(history, id)));
	const found = chronicles.flatMap((one) => [
		...ofRequests(history, one),
		...ofEnds(history, one),
		...ofReleases(one),
		...ofState(history, one),
	]);
	const requested = chronicles
		.flatMap(({ operations }) => operations)
		.filter(({ requestedBy }) => requestedBy === history.world.caller.label);
	const heard = new Set(history.taken.map(({ operationId }) => operationId));
	const strange = requested.filter(({ id }) => !heard.has(id));
	if (strange.length > history.unheard) found.push(`${strange.length} operations of ${history.unheard} requests without an answer`);
	return found;
}

/** What was heard of a request is what is written. */
function* ofRequests({ taken }: History, { lease, operations }: Chronicle): Iterable<string> {
	for (const { operationId, kind, joined } of taken.filter(({ leaseId }) => leaseId === lease.id)) {
		const operation = operations.find(({ id }) => id === operationId);
		if (operation === undefined) yield `${lease.name}: ${kind} ${operationId} was taken and is not there`;
		// A close joins whatever closes the lease already.
		else if (operation.kind !== kind) yield `${lease.name}: a ${kind} was taken${joined ? " to join" : ""} and is a ${operation.kind}`;
	}
}

/** Each operation ends once, and as it may. */
function* ofEnds(history: History, { lease, operations, releases }: Chronicle): Iterable<string> {
	let active: number | null = null;
	let newest = 1;
	for (const [at, operation] of operations.entries()) {
		const { kind, state, from, ends, releaseNumber, id } = operation;
		const name = `${lease.name}: ${kind} ${at + 1} (${from ?? "nothing"} to ${state})`;
		if (ends !== 1) yield `${name} ended ${ends} times`;
		if (state === "superseded" && at === operations.length - 1) yield `${name} was superseded by nothing`;
		if (state === "cancelled" && !history.cancelled.has(id)) yield `${name} was cancelled by nobody`;
		if (state === "rolled_back" && kind !== "update" && kind !== "restart") yield `${name} cannot be rolled back`;
		newest = Math.max(newest, releaseNumber ?? 1);
		const number: number = releaseNumber ?? active ?? newest;
		const manifest = releases.get(number)?.manifest;
		if (manifest === undefined) yield `${name} is of release ${number}, which is not there`;
		else if (state === "succeeded" && brings(operation) && isHopeless(manifest)) yield `${name} cannot have succeeded`;
		else if (!history.disturbed && isExpected(operation) && comesUp(manifest) && (state === "failed" || state === "rolled_back"))
			yield `${name} failed with ${operation.reason} and nothing broke`;
		if (state === "succeeded" && releaseNumber !== null) active = releaseNumber;
	}
}

/** Whether instances are made to run by it. */
const brings = ({ kind, from }: Told): boolean =>
	!["stop", "close", "diagnose"].includes(kind) && !(kind === "update" && from === "stopped");
const isExpected = ({ kind }: Told): boolean => kind !== "diagnose";

/** Numbers without a gap; the active one is the last whose operation succeeded, each other one what its own came to. */
function* ofReleases({ lease, operations, releases }: Chronicle): Iterable<string> {
	const count = lease.releaseSeq;
	if (releases.size !== count || [...releases.keys()].some((number) => number < 1 || number > count))
		yield `${lease.name} has releases ${[...releases.keys()].join(" ")} of ${count}`;
	const done = operations.filter(({ releaseNumber, state }) => releaseNumber !== null && state === "succeeded");
	const active = done.at(-1)?.releaseNumber ?? null;
	if (lease.activeRelease !== active) yield `${lease.name} runs release ${lease.activeRelease} and ${active} was the last to succeed`;
	for (const { number, status } of releases.values()) {
		const own = operations.filter(({ releaseNumber }) => releaseNumber === number);
		const expected = number === active ? "active" : done.some(({ releaseNumber }) => releaseNumber === number) ? "superseded" : "failed";
		if (own.length === 0) yield `${lease.name}: nobody asked for release ${number}`;
		if (status !== expected) yield `${lease.name}: release ${number} is ${status} instead of ${expected}`;
	}
}

/** The lease is what its last operation leaves, and nothing that was ended goes on. */
function* ofState({ over }: History, { lease, operations, lastMove }: Chronicle): Iterable<string> {
	if (lastMove.to !== lease.state) yield `${lease.name} is ${lease.state} and moved to ${lastMove.to} last`;
	const last = operations.at(-1);
	if (last === undefined) return yield `${lease.name} was never asked for`;
	const may = leaves(last);
	if (may.includes("failed") && lastMove.event === "instancesRecovered") may.push("ready");
	if (!may.includes(lease.state)) yield `${lease.name} is ${lease.state} after a ${last.kind} (from ${last.from}) that ${last.state}`;
	if (over.has(lease.id) && lease.state !== "closed") yield `${lease.name} is ${lease.state} and its term is over`;
}

function leaves({ kind, state, from }: Told): LeaseState[] {
	if (kind === "close") return ["closed"];
	const served: LeaseState = from === "stopped" && kind === "update" ? "stopped" : "ready";
	switch (state) {
		case "succeeded":
			return [kind === "stop" ? "stopped" : served];
		case "rolled_back":
			return [served];
		case "cancelled":
			return kind === "update" || kind === "restart" ? [served, "failed"] : ["failed"];
		case "failed":
			return ["failed"];
		default:
			return [];
	}
}

/** What of the leases is told where something contradicts. */
export async function tell(history: History, ids: readonly LeaseId[]): Promise<string> {
	const lines = await Promise.all(
		ids.map(async (id) => {
			const { lease, operations } = await readChronicle(history, id);
			const asked = operations.map(
				({ kind, from, state, releaseNumber, reason }) => `${kind} ${from}->${state} r${releaseNumber} ${reason}`,
			);
			return `${lease.name} ${lease.state} ${JSON.stringify(lease.serving)}: ${asked.join("; ")}`;
		}),
	);
	return lines.join("\n");
}
