import { type ActorDetail, AppError, type LeaseId } from "@berth/core";
import type { Stores } from "@berth/db";
import { toOperationView } from "../queries/to-view.ts";
import type { ActorsHere } from "./actor-state.ts";
import type { EngineCall } from "./engine-calls.ts";
import type { Handled } from "./handled-log.ts";
import { toActorView } from "./snapshot.ts";
import { waitsFor } from "./waits-for.ts";

/** Moves shown of a lease. */
const PATH_MAX = 50;

/** One lease's actor with what is known of it, which in another process is what the row says. Errors  NOT_FOUND. */
export async function readActor(
	stores: Pick<Stores, "leases" | "catalog" | "operations" | "history">,
	here: ActorsHere | null,
	leaseId: LeaseId,
	now: () => Date,
): Promise<ActorDetail> {
	const lease = await stores.leases.find(leaseId, "all");
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId } });
	const [tenant, record, moves] = await Promise.all([
		stores.catalog.findTenant(lease.tenantId),
		lease.operationId === null ? null : stores.operations.find(lease.operationId),
		stores.history.eventsOf(leaseId, { limit: PATH_MAX, types: ["moved"] }),
	]);
	const isHere = here !== null && here.nodeId === lease.nodeId;
	const state = isHere ? here.stateOf(leaseId) : null;
	const at = now();
	const actor = toActorView(lease, tenant?.name ?? "", state, at);
	const operation = record && toOperationView(record, lease);
	return {
		at: at.toISOString(),
		actor,
		waitsFor: waitsFor(actor, operation, isHere),
		isHere,
		calls: isHere ? (state?.calls() ?? []).map(toCallView) : null,
		handled: state?.handled().map(toHandledView) ?? null,
		operation,
		path: moves.flatMap(({ body, at: movedAt, actor: by }) =>
			body.type === "moved" ? [{ from: body.from, to: body.to, event: body.event, at: movedAt.toISOString(), by }] : [],
		),
	};
}

const toCallView = ({ startedAt, ...call }: EngineCall) => ({ ...call, startedAt: startedAt.toISOString() });

const toHandledView = ({ message, outcome, ...times }: Handled) => ({
	message,
	outcome,
	enqueuedAt: times.enqueuedAt.toISOString(),
	startedAt: times.startedAt.toISOString(),
	endedAt: times.endedAt.toISOString(),
});
