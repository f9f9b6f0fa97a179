import { AppError, type Clock, type LeaseId, type Millis, newId, type OperationId } from "@berth/core";
import type { LeaseRecord, Stores } from "@berth/db";
import type { Apply } from "../apply.ts";
import type { Deadlines } from "../machine/work-of.ts";
import type { LeaseMetrics } from "../observe.ts";
import type { Accepted, Caller } from "../service.ts";

/** The installation's own rules, which commands hold requests against. */
export interface LeasePolicy {
	/** Registries images may come from, by exact host and port. */
	readonly allowedRegistries: readonly string[];
	/** Where tenants' published ports answer: `127.0.0.1` or a public name. */
	readonly publicHost: string;
	/** Whether nodes can hold volumes; without, a size with disk is refused. */
	readonly hasVolumes: boolean;
	/** Below what the generated addresses of ingress ports are made; null where there is no ingress, and so no domains. */
	readonly ingressDomain: string | null;
	/** Between two requests to stop, start, restart or change one lease. Shorter: a held key makes work. Longer: a person waits. */
	readonly commandSpacingMs: Millis;
	readonly retention: {
		/** How long what a closed lease left can be brought back. */
		readonly graceMs: Millis;
		/** What a close does that does not say. */
		readonly closeData: "retain" | "destroy";
	};
	/** How long a lease may stay in a working state, where it shall differ from the rules' own. */
	readonly deadlines?: Deadlines;
}

export interface CommandContext {
	readonly apply: Apply;
	readonly stores: Stores;
	readonly clock: Clock;
	readonly policy: LeasePolicy;
	readonly metrics: Pick<LeaseMetrics, "requested">;
}

export const newOperationId = (clock: Clock): OperationId => newId<OperationId>(clock.now().getTime());

/** The lease as its caller may see it. Errors  NOT_FOUND, also for another tenant's. */
export async function getOwnLease(context: Pick<CommandContext, "stores">, caller: Caller, id: LeaseId): Promise<LeaseRecord> {
	const lease = await context.stores.leases.find(id, caller.scope);
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId: id } });
	return lease;
}

/** A request's field that breaks a rule: BAD_INPUT that names both. */
export const refuse = (path: string, message: string): AppError =>
	new AppError("BAD_INPUT", { message: `The request is not valid: ${path}: ${message}`, data: { issues: [{ path, message }] } });

/** The time a request names. Errors  BAD_INPUT when it is not in the future. */
export function futureOf(clock: Clock, path: string, text: string | Date): Date {
	const at = new Date(text);
	if (!(at.getTime() > clock.now().getTime())) throw refuse(path, "must be in the future");
	return at;
}

export const toAccepted = (lease: LeaseRecord, operationId: OperationId, joined: boolean): Accepted => ({
	leaseId: lease.id,
	operationId,
	state: lease.state,
	version: lease.version,
	joined,
});
