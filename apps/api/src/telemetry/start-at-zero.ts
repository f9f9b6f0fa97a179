import { givenUpCauses, retentionCaps, sessionEnds } from "@berth/core";
import type { LeaseMetrics } from "@berth/lease";
import type { Counter } from "prom-client";
import type { Limited } from "../limits/call-limits.ts";
import type { LimitedLogin } from "../logins/login-limits.ts";

/** The values of a label, each of them: one that is added to the type does not compile before it is here. */
const each = <K extends string>(values: Readonly<Record<K, true>>): K[] => Object.keys(values) as K[];

type First<M extends keyof LeaseMetrics> = Parameters<LeaseMetrics[M]>[0];

const whys = each<First<"destroyRefused">>({ in_use: true, not_owned: true, root_unsure: true, driver: true });
const drifts = each<First<"drift">>({ ownerless: true, network: true, stray: true, stale: true, missing: true, volume: true });
const reaped = each<First<"reaped">>({ destroyed: true, resisted: true, skipped: true });
const expired = each<First<"expired">>({ announced: true, closed: true });
const capped = each<Parameters<LeaseMetrics["retentionCapped"]>[1]>({ refused: true, evicted: true });

const limited = each<Limited | LimitedLogin>({ caller: true, tenant: true, address: true, stranger: true, login: true, code: true });

/** What moves so seldom that its first time calls somebody. */
export interface Seldom {
	readonly leaseTransitions: Counter<"from" | "to" | "event">;
	readonly expiries: Counter<"what">;
	readonly reaped: Counter<"outcome">;
	readonly retentionEnded: Counter<"because">;
	readonly retentionCapped: Counter<"cap" | "what">;
	readonly destroyRefused: Counter<"why">;
	readonly backupExports: Counter<"outcome">;
	readonly backupImports: Counter<"outcome">;
	readonly reconcileDrift: Counter<"kind">;
	readonly callbacks: Counter<"outcome">;
	readonly webhooks: Counter<"outcome">;
	readonly socketsEnded: Counter<"why">;
	readonly rateLimited: Counter<"which">;
	readonly execEnded: Counter<"because">;
}

/**
 * Serves counters before they have moved. Prometheus sees how much a series grew and not that it came, so without this the first
 * time, which for some is the only one, calls nobody.
 */
export function startAtZero(metrics: Seldom): void {
	metrics.leaseTransitions.inc({ from: "ready", to: "failing", event: "instanceDied" }, 0);
	for (const what of expired) metrics.expiries.inc({ what }, 0);
	for (const outcome of reaped) metrics.reaped.inc({ outcome }, 0);
	for (const because of givenUpCauses) metrics.retentionEnded.inc({ because }, 0);
	for (const cap of retentionCaps) for (const what of capped) metrics.retentionCapped.inc({ cap, what }, 0);
	for (const why of whys) metrics.destroyRefused.inc({ why }, 0);
	for (const outcome of ["ok", "NO_SPACE", "ENGINE_FAILED"]) {
		metrics.backupExports.inc({ outcome }, 0);
		metrics.backupImports.inc({ outcome }, 0);
	}
	for (const kind of drifts) metrics.reconcileDrift.inc({ kind }, 0);
	for (const outcome of ["delivered", "failed", "refused", "abandoned"]) metrics.callbacks.inc({ outcome }, 0);
	for (const outcome of ["delivered", "failed", "refused", "abandoned", "turned_off"]) metrics.webhooks.inc({ outcome }, 0);
	for (const why of ["FORBIDDEN", "slow_reader"]) metrics.socketsEnded.inc({ why }, 0);
	for (const which of limited) metrics.rateLimited.inc({ which }, 0);
	for (const because of sessionEnds) metrics.execEnded.inc({ because }, 0);
}
