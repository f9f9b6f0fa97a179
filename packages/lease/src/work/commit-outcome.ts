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
 * Writes how work ended, all of it or nothing: state, operation with its timeline, instances, release, diagnostics, callback,
 * and whatever the journal had not written yet.
 *
 * Errors  Superseded; CLAIM_LOST, DATABASE_UNAVAILABLE.
 */
export async function commitOutcome(writer: Writer, work: Work, outcome: Outcome, deadlines: Deadlines): Promise<Applied<void>> {
	const { journal } = work;
	await journal.close();
	if (outcome.operation === "succeeded" || outcome.operation === null) journal.end("succeeded");
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
	const { reason, message } = outcome;
	const step = move(
		lease,
		{ event: outcome.event, actor: by.actor, operationId: operation?.id ?? null, ...(reason && { reason }), ...(message && { message }) },
		deadlines,
	);
	if (step.kind === "rejected") throw step.error;
	if (step.kind === "ignored") return { change: null, result: undefined };
	const end = operation && outcome.operation && endOperation(operation, { state: outcome.operation, reason, message }, by);
	return {
		moved: step.moved,
		result: undefined,
		change: {
			set: { ...step.set, ...outcome.set },
			operations: mergeOperations(entry.operations, end?.operations),
			...(end?.callback && { callback: end.callback }),
			...(outcome.releases && { releases: outcome.releases }),
			...(outcome.diagnostics && { diagnostics: outcome.diagnostics }),
			...(outcome.releaseCapacity && { releaseCapacity: true as const }),
			instances: mergeInstances(entry.instances, outcome.instances),
			events: [...entry.events, step.event, ...(end?.events ?? [])],
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

/** Rows that go need not be put before. */
const mergeInstances = (entry: Instances = {}, outcome: Instances = {}): Instances => {
	if (outcome.clear) return { clear: true };
	const put = (entry.put ?? []).filter((row) => !outcome.dropGenerations?.includes(row.generation));
	return { ...(put.length > 0 && { put }), ...(outcome.dropGenerations?.length && { dropGenerations: outcome.dropGenerations }) };
};
