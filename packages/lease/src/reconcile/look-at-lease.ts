import type { Clock, OperationId } from "@berth/core";
import type { Fence, InstanceRecord, LeaseChange, LeaseRecord, Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { Apply, Verdict } from "../apply.ts";
import { move } from "../changes/move.ts";
import { newOperationId } from "../commands/command-context.ts";
import { canonical } from "../commands/request-hash.ts";
import type { Deadlines } from "../machine/work-of.ts";
import { messageOf } from "../messages.ts";
import { containerName, instanceKey } from "../names.ts";
import type { LeaseMetrics, Log } from "../observe.ts";
import { DEFAULT_GRACE_MS } from "../timings.ts";
import { isDead } from "../work/instance-rows.ts";
import { pendingStep, planSteps } from "../work/plan-steps.ts";
import { type DeadInstance, isQuiet, type Judgement, judge } from "./judge.ts";
import { limitAsLeased } from "./limit-as-leased.ts";

export interface LookTools {
	readonly stores: Pick<Stores, "reader">;
	readonly engine: Pick<Engine, "containers" | "changes">;
	readonly apply: Apply;
	readonly fence: Fence;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: LeaseMetrics;
	readonly publicHost: string;
	readonly actor: string;
	readonly deadlines: Deadlines;
}

/**
 * Looks at the containers of a resting lease and makes row and node agree: a death or a recovery becomes an event of the machine,
 * a change of health a row, what runs and should not is stopped, and what is left of other generations goes.
 *
 * Errors  the engine's: what cannot be read changes nothing. CLAIM_LOST, DATABASE_UNAVAILABLE.
 */
export async function lookAtLease(tools: LookTools, lease: LeaseRecord, signal: AbortSignal): Promise<void> {
	const { engine, stores, metrics } = tools;
	const call = { signal };
	const observed = await engine.containers.list({ leaseId: lease.id }, call);
	const rows = (await stores.reader.instances([lease.id])).get(lease.id) ?? [];
	const judgement = judge(lease, rows, observed, tools.publicHost);
	if (isQuiet(judgement)) return;
	const dead = await prove(tools, lease, judgement.dead, signal);
	for (const { reason } of dead) if (reason === "InstanceMissing") metrics.drift("missing");
	const recovered = judgement.recovered && (await limitAsLeased(tools, lease, observed, signal));
	if (dead.length > 0 || recovered || judgement.changed.length > 0) await record(tools, lease, { ...judgement, dead, recovered });
	for (const stray of judgement.strays) {
		metrics.drift("stray");
		tools.log.info({ leaseId: lease.id, container: stray.name }, "stopping a container that should not run");
		await engine.containers.stop(stray.id, { graceMs: DEFAULT_GRACE_MS }, call);
	}
	for (const stale of judgement.stale) {
		metrics.drift("stale");
		tools.log.info({ leaseId: lease.id, container: stale.name }, "removing a container of another generation");
		await engine.containers.remove(stale.id, call);
	}
}

/** Asks about each one by itself: only what is certainly dead is news. */
async function prove(tools: LookTools, lease: LeaseRecord, dead: readonly DeadInstance[], signal: AbortSignal): Promise<DeadInstance[]> {
	const asked = await Promise.all(
		dead.map(async (one) => {
			const name = containerName(lease.id, one.service, one.index, one.generation);
			return isDead(await tools.engine.containers.inspect(one.containerId ?? name, { signal })) ? [one] : [];
		}),
	);
	return asked.flat();
}

type Facts = Pick<Judgement, "dead" | "recovered" | "changed">;

/** Commits what was seen, unless the lease moved on meanwhile: then it was seen of another life. */
async function record(tools: LookTools, seenOf: LeaseRecord, facts: Facts): Promise<void> {
	const { apply, fence, actor, deadlines, clock } = tools;
	await apply.change(seenOf.id, { scope: "all", fence }, (lease): Verdict<void> => {
		if (lease.state !== seenOf.state || !isSameServing(lease, seenOf) || lease.quarantinedAt !== null)
			return { change: null, result: undefined };
		const base = {
			...(facts.changed.length > 0 && { instances: { put: facts.changed } }),
			events: facts.changed.map((row) => instanceEvent(row, actor)),
		};
		const diagnosis = facts.dead.length > 0 ? diagnosisOf(lease, actor, newOperationId(clock)) : null;
		const cause = causeOf(facts, actor, diagnosis?.newOperation.id ?? null);
		const step = cause && move(lease, cause, deadlines);
		if (step?.kind !== "moved") return { change: base.events.length > 0 ? base : null, result: undefined };
		return {
			moved: step.moved,
			change: {
				...base,
				set: { ...step.set, ...(diagnosis && { operationId: diagnosis.newOperation.id }) },
				...(diagnosis && { newOperation: diagnosis.newOperation }),
				events: [...base.events, step.event, ...(diagnosis?.events ?? [])],
			},
			result: undefined,
		};
	});
}

/** The operation that a death begins: it has a timeline, and who watches the lease is told once how it ended. */
function diagnosisOf(lease: LeaseRecord, actor: string, id: OperationId) {
	const newOperation: NonNullable<LeaseChange["newOperation"]> = {
		id,
		kind: "diagnose",
		state: "queued",
		requestedBy: actor,
		releaseNumber: null,
		steps: planSteps.diagnose.map(pendingStep),
		callbackUrl: lease.callbackUrl,
		idempotencyKey: null,
		// Nobody asks for a diagnosis, so no request is the same as this one.
		requestHash: id,
	};
	const body = { type: "operation", kind: "diagnose", state: "queued", reason: null } as const;
	return { newOperation, events: [{ actor, operationId: id, body }] };
}

const isSameServing = (a: LeaseRecord, b: LeaseRecord): boolean => canonical(a.serving) === canonical(b.serving);

const causeOf = ({ dead, recovered }: Facts, actor: string, operationId: OperationId | null) => {
	const [first] = dead;
	if (first)
		return {
			event: "instanceDied" as const,
			actor,
			operationId,
			reason: first.reason,
			message: messageOf(first.reason, instanceKey(first)),
		};
	return recovered ? { event: "instancesRecovered" as const, actor, operationId: null } : null;
};

const instanceEvent = (row: InstanceRecord, actor: string) => {
	const { service, index, generation, state, health, exitCode, oomKilled } = row;
	const instance = { service, index, generation, state, health, exitCode, oomKilled };
	return { actor, operationId: null, body: { type: "instance" as const, instance } };
};
