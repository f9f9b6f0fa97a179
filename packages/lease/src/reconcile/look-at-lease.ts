import type { Fence, InstanceRecord, LeaseRecord, Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { Apply, Verdict } from "../apply.ts";
import { move } from "../changes/move.ts";
import type { Deadlines } from "../machine/work-of.ts";
import { messageOf } from "../messages.ts";
import { containerName, instanceKey } from "../names.ts";
import type { LeaseMetrics, Log } from "../observe.ts";
import { DEFAULT_GRACE_MS } from "../timings.ts";
import { isDead } from "../work/instance-rows.ts";
import { type DeadInstance, isQuiet, type Judgement, judge } from "./judge.ts";

export interface LookTools {
	readonly stores: Pick<Stores, "reader">;
	readonly engine: Pick<Engine, "containers">;
	readonly apply: Apply;
	readonly fence: Fence;
	readonly log: Log;
	readonly metrics: LeaseMetrics;
	readonly publicHost: string;
	readonly actor: string;
	readonly deadlines: Deadlines;
}

/**
 * Looks at the containers of a resting lease and makes row and node agree: a death or a recovery becomes an event of the machine,
 * a change of health a row, and what is left of other generations goes.
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
	if (dead.length > 0 || judgement.recovered || judgement.changed.length > 0) await record(tools, lease, { ...judgement, dead });
	for (const stray of judgement.strays) {
		metrics.drift("stray");
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
			const name = containerName(lease.id, one.service, one.index, lease.observedGeneration ?? lease.generation);
			return isDead(await tools.engine.containers.inspect(one.containerId ?? name, { signal })) ? [one] : [];
		}),
	);
	return asked.flat();
}

type Facts = Pick<Judgement, "dead" | "recovered" | "changed">;

/** Commits what was seen, unless the lease moved on meanwhile: then it was seen of another life. */
async function record(tools: LookTools, seenOf: LeaseRecord, facts: Facts): Promise<void> {
	const { apply, fence, actor, deadlines } = tools;
	await apply.change(seenOf.id, { scope: "all", fence }, (lease): Verdict<void> => {
		if (lease.state !== seenOf.state || lease.observedGeneration !== seenOf.observedGeneration || lease.quarantinedAt !== null)
			return { change: null, result: undefined };
		const base = {
			...(facts.changed.length > 0 && { instances: { put: facts.changed } }),
			events: facts.changed.map((row) => instanceEvent(row, actor)),
		};
		const cause = causeOf(facts, actor);
		const step = cause && move(lease, cause, deadlines);
		if (step?.kind !== "moved") return { change: base.events.length > 0 ? base : null, result: undefined };
		return { moved: step.moved, change: { ...base, set: step.set, events: [...base.events, step.event] }, result: undefined };
	});
}

const causeOf = ({ dead, recovered }: Facts, actor: string) => {
	const [first] = dead;
	if (first)
		return {
			event: "instanceDied" as const,
			actor,
			operationId: null,
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
