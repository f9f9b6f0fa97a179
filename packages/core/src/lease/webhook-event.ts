import type { LeaseEventBody, LeaseEventType } from "./event.ts";

/** What a tenant's webhook can be told. Only ever added to: programs know them by name. */
export const webhookEventTypes = [
	"lease.ready",
	"lease.failed",
	"lease.stopped",
	"lease.closed",
	"lease.expiring",
	"lease.retained",
	"lease.quarantined",
	"retention.expiring",
	"release.rolled_back",
] as const;

/** What those of the installation can be told: beside all of that what only its admins can do something about. */
export const adminWebhookEventTypes = [...webhookEventTypes, "actor.stuck"] as const;
export type WebhookEventType = (typeof adminWebhookEventTypes)[number];

/** Sent by hand, to try a webhook; nobody asks for it by name. */
export const WEBHOOK_PING = "ping";

/** The version of {@link WebhookEnvelope}: a field that is added does not raise it. */
export const WEBHOOK_VERSION = 1;

/** What is sent: the same id means the same event, however often it comes. */
export interface WebhookEnvelope {
	readonly id: string;
	readonly type: WebhookEventType | typeof WEBHOOK_PING;
	readonly version: typeof WEBHOOK_VERSION;
	/** When it happened, which is not when it is sent. */
	readonly time: string;
	/** Null of what is of no tenant or lease. */
	readonly tenant: { readonly id: string } | null;
	/** `seq` is the newest event of the lease's log then. */
	readonly lease: { readonly id: string; readonly name: string; readonly seq: number } | null;
	readonly operation: { readonly id: string } | null;
	readonly data: Readonly<Record<string, unknown>>;
}

export interface WebhookEvent {
	readonly type: WebhookEventType;
	/** Nothing of it is a secret, a value of an environment or the engine's own words. */
	readonly data: Readonly<Record<string, unknown>>;
}

type Told = {
	readonly [T in LeaseEventType]: ((body: Extract<LeaseEventBody, { readonly type: T }>) => WebhookEvent | null) | null;
};

const restStates = { ready: "lease.ready", failed: "lease.failed", stopped: "lease.stopped", closed: "lease.closed" } as const;

// Each kind of event is here, so that a new one must say whether it is told.
const told: Told = {
	moved: ({ from, to, reason, message }) =>
		to === "ready" || to === "failed" || to === "stopped" || to === "closed"
			? { type: restStates[to], data: { from, reason, message } }
			: null,
	operation: ({ kind, state, reason }) => (state === "rolled_back" ? { type: "release.rolled_back", data: { kind, reason } } : null),
	expiring: ({ expiresAt }) => ({ type: "lease.expiring", data: { expiresAt } }),
	retained: ({ retentionId, until, volumes }) => ({ type: "lease.retained", data: { retentionId, until, volumes } }),
	quarantined: ({ quarantined }) => ({ type: "lease.quarantined", data: { quarantined } }),
	step: null,
	instance: null,
	release: null,
	renewed: null,
	cancelRequested: null,
	session: null,
	extended: null,
	relinquished: null,
	destroyed: null,
};

/** What webhooks are told of an event of a lease; null for most of them. */
export function webhookEventOf(body: LeaseEventBody): WebhookEvent | null {
	// The table's keys are the types of the bodies they take; the compiler cannot pair them for a union.
	const tell = told[body.type] as ((body: LeaseEventBody) => WebhookEvent | null) | null;
	return tell?.(body) ?? null;
}
