import type { LeaseChange, LeaseRecord, OperationRecord } from "@berth/db";
import type { Applied, Verdict } from "../apply.ts";
import { endOperation } from "../changes/end-operation.ts";
import { move } from "../changes/move.ts";
import { openOperation } from "../machine/predicates.ts";
import type { Deadlines } from "../machine/work-of.ts";
import type { Entry } from "./journal.ts";
import type { Outcome, Work } from "./work.ts";
import type { Writer } from "./writer.ts";

/**
 * Writes how work ended, all of it or nothing: state, operation with its timeline, instances, what serves, release, what is held,
 * diagnostics, callback, and whatever the journal had not written yet.
 *
 * Errors  Superseded; CLAIM_LOST, DATABASE_UNAVAILABLE.
 */
export async function commitOutcome(writer: Writer, work: Work, outcome: Outcome, deadlines: Deadlines): Promise<Applied<void>> {
	const { journal } = work;
	await journal.close();
	// Of work that failed nothing runs any more.
	journal.end("succeeded");
	if (outcome.operation !== null) journal.settle("skipped");
	const entry = journal.take();
	const by = { actor: work.actor, at: work.clock.now() };
	return writer.write((lease, operation) => outcomeVerdict(lease, openOperation(operation), outcome, entry, by, deadlines));
}

/** Pure: what an outcome writes to the lease as it stands. */
export function outcomeVerdict(
	lease: LeaseRecord,
	operation: OperationRecord | null,
	outcome: Outcome,
	entry: Entry,
	by: { readonly actor: string; readonly at: Date },
	deadlines: Deadlines,
): Verdict<void> {
	const { event, reason, message, operation: ends, set, events = [], instances, ...also } = outcome;
	const operationId = operation?.id ?? null;
	const step = move(lease, { event, actor: by.actor, operationId, ...(reason && { reason }), ...(message && { message }) }, deadlines);
	if (step.kind === "rejected") throw step.error;
	if (step.kind === "ignored") return { change: null, result: undefined };
	const end = operation && ends && endOperation(operation, { state: ends, reason, message }, by);
	return {
		moved: step.moved,
		result: undefined,
		change: {
			...also,
			set: { ...step.set, ...set },
			operations: mergeOperations(entry.operations, end?.operations),
			...(end?.callback && { callback: end.callback }),
			instances: mergeInstances(entry.instances, instances),
			events: [...entry.events, step.event, ...events.map((body) => ({ actor: by.actor, operationId, body })), ...(end?.events ?? [])],
		},
	};
}

type Operations = NonNullable<LeaseChange["operations"]>;
type Instances = NonNullable<LeaseChange["instances"]>;

/** The journal and the end speak of one operation: one row is written. */
const mergeOperations = (entry: Operations = [], end: Operations = []): Operations => {
	const ids = new Set([...entry, ...end].map((one) => one.id));
	return [...ids].map((id) => Object.assign({ id }, ...[...entry, ...end].filter((one) => one.id === id)));
};

/** An outcome that says which rows there are has the journal's in it already. */
const mergeInstances = (entry: Instances = {}, outcome: Instances = {}): Instances => (outcome.clear ? outcome : { ...entry, ...outcome });
