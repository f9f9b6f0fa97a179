import type { Call } from "./call.ts";
import type { FieldDrift } from "./drift/find-drift.ts";
import type { ContainerObservation } from "./observation.ts";
import type { ContainerSpec } from "./spec.ts";

/** What a selector names must all hold; at least one is needed, so "everything on the host" cannot be asked for. */
export interface Selector {
	readonly leaseId?: string;
	readonly tenantId?: string;
	/** All containers of this installation. */
	readonly managed?: true;
	/** Ids of containers that are left out: who knows them spares their inspection. */
	readonly besides?: readonly string[];
}

export interface ContainerGroup {
	/**
	 * Makes the container exist as the spec says, not started.
	 *
	 * Returns `kept` when one of equal spec hash stands, `replaced` when ours differed, else `created`.
	 * Errors  CONFLICT when the name belongs to somebody else (nothing is touched); IMAGE_NOT_FOUND when the image is not here.
	 */
	ensure(spec: ContainerSpec, call: Call): Promise<{ readonly id: string; readonly outcome: "created" | "kept" | "replaced" }>;
	/** Errors  NOT_FOUND; ENGINE_FAILED with the daemon's words as cause when the process cannot be started. */
	start(id: string, call: Call): Promise<{ readonly changed: boolean }>;
	/** SIGTERM, then SIGKILL after `graceMs`. A container that is gone or not running is no error. */
	stop(id: string, options: { readonly graceMs: number }, call: Call): Promise<{ readonly changed: boolean }>;
	/** Kills and removes with its anonymous volumes; returns when it is really gone. Refuses (CONFLICT) what is not ours. */
	remove(id: string, call: Call): Promise<{ readonly changed: boolean }>;
	/** By id or name. Returns phase `gone` when the daemon says there is none. */
	inspect(id: string, call: Call): Promise<ContainerObservation>;
	list(selector: Selector, call: Call): Promise<ContainerObservation[]>;
	/**
	 * Shows every container of this installation's leases, some hundred at a time: ordered by lease, all of one lease together. So a
	 * whole host is looked at without being held. What is made while it is walked may not be shown.
	 *
	 * `see`   is waited for before the next ones are looked at; what it throws ends the walk.
	 * Errors  those of `list`: what was shown until then is not all there is.
	 */
	walk(see: (containers: readonly ContainerObservation[]) => Promise<void>, call: Call): Promise<void>;
	/**
	 * In what the container of the spec's name is not as the spec says, field by field; nothing is changed. It explains `ensure` and
	 * may say more: limits that were changed in place, a tag that stands for another image now.
	 *
	 * Errors  CONFLICT when the name belongs to somebody else.
	 */
	drift(spec: ContainerSpec, call: Call): Promise<ContainerDrift>;
	/**
	 * Resolves when the container runs and is healthy, if it has a check, and its readiness probe succeeded, if its spec has one;
	 * with neither, when it has run for `settleMs`. Driven by events, with a slow poll as the backstop: a death ends it at once, also
	 * while a probe hangs. Probes over the network go from this host to the container's own address.
	 *
	 * Errors  INSTANCE_EXITED when it has stopped (`data.exitCode`, `data.oomKilled`, `data.logTail`); NOT_READY as soon as its check
	 *         or probe counts as failed, which is when its retries are used up, and else past `timeoutMs`, also when it was never
	 *         started (`data.health`, `data.healthOutput`, `data.readiness`, `data.logTail`); NOT_FOUND when it is gone. The tail is the last 50 lines.
	 */
	waitReady(
		id: string,
		options: { readonly timeoutMs: number; readonly settleMs: number; readonly onAttempt?: (observed: ContainerObservation) => void },
		call: Call,
	): Promise<ContainerObservation>;
}

export interface ContainerDrift {
	/** Null when there is no container of this name. */
	readonly id: string | null;
	readonly missing: boolean;
	/** Whether `ensure` would make it anew. */
	readonly replaces: boolean;
	/** Empty when it is missing too. */
	readonly fields: readonly FieldDrift[];
}
