import type { DeliveryId, LeaseId, Millis, OperationId, TenantId, WebhookEventType, WebhookId } from "@berth/core";
import type { Audit } from "../audit/audit.ts";
import type { Debts } from "../debts.ts";
import type { Fence } from "../scope.ts";

/** Whose webhooks: a tenant's, or with null those of the installation. */
export interface WebhookOwner {
	readonly tenantId: TenantId | null;
}

export interface WebhookRecord extends WebhookOwner {
	readonly id: WebhookId;
	readonly url: string;
	readonly description: string;
	readonly types: readonly WebhookEventType[];
	readonly enabled: boolean;
	/** Why it is off; null while it is on. */
	readonly disabledBecause: "asked" | "failing" | null;
	readonly secretNumber: number;
	/** Until when the secret before is good, too. */
	readonly previousUntil: Date | null;
	readonly createdBy: string;
	readonly createdAt: Date;
	readonly failingSince: Date | null;
	readonly triedAt: Date | null;
	readonly lastError: string | null;
}

export type NewWebhook = Pick<WebhookRecord, "url" | "description" | "types">;
/** What people edit of one. */
export type WebhookEdited = NewWebhook & Pick<WebhookRecord, "enabled">;
/** What is absent stays. */
export type WebhookChange = Partial<WebhookEdited>;

export interface DeliveryRecord {
	readonly id: DeliveryId;
	readonly webhookId: WebhookId;
	readonly type: string;
	readonly at: Date;
	readonly tenantId: TenantId | null;
	readonly leaseId: LeaseId | null;
	readonly leaseName: string | null;
	readonly leaseSeq: number | null;
	readonly operationId: OperationId | null;
	readonly data: Readonly<Record<string, unknown>>;
	readonly attempts: number;
	readonly deliveredAt: Date | null;
	readonly abandonedAt: Date | null;
	readonly lastStatus: number | null;
	readonly lastError: string | null;
}

export interface WebhookAttempt {
	readonly id: number;
	readonly at: Date;
	readonly status: number | null;
	readonly error: string | null;
	readonly durationMs: number;
	readonly answer: string | null;
}

/** A delivery that was taken to be tried. */
export interface TakenDelivery {
	readonly delivery: DeliveryRecord;
	readonly webhook: Pick<WebhookRecord, "id" | "url" | "enabled" | "secretNumber" | "tenantId">;
	/** Whether the secret before signs, too. */
	readonly hasPrevious: boolean;
	readonly ageMs: Millis;
}

/** Where events are told, and how that went. Rows of a log's events are made by `leases.change` alone. */
export interface WebhookStore {
	/** Oldest first; they are few. */
	list(owner: WebhookOwner): Promise<WebhookRecord[]>;
	/** Null for another's, for which all below say NOT_FOUND. */
	find(owner: WebhookOwner, id: WebhookId): Promise<WebhookRecord | null>;
	/** Errors  QUOTA_EXCEEDED (`data.which` is `webhooks`). */
	create(owner: WebhookOwner, webhook: NewWebhook, by: string, audit?: Audit): Promise<WebhookRecord>;
	/** What is turned on begins without a failure. Errors  CONFLICT when it is not what `expectedRevision` says any more. */
	update(owner: WebhookOwner, id: WebhookId, change: WebhookChange, audit?: Audit, expectedRevision?: string): Promise<WebhookRecord>;
	/** The next secret; the one before is good for so long. */
	rotate(owner: WebhookOwner, id: WebhookId, overlapMs: Millis, audit?: Audit): Promise<WebhookRecord>;
	/** With all that it was told. */
	remove(owner: WebhookOwner, id: WebhookId, audit?: Audit): Promise<void>;
	/** Newest first; `before` is the id of the last one seen, `failed` leaves out what arrived. */
	deliveries(
		owner: WebhookOwner,
		id: WebhookId,
		page: { readonly limit: number; readonly before?: DeliveryId; readonly failed?: boolean },
	): Promise<DeliveryRecord[]>;
	/** Oldest first; `after` is the id of the last one seen. */
	attempts(
		owner: WebhookOwner,
		id: DeliveryId,
		page: { readonly limit: number; readonly after?: number },
	): Promise<WebhookAttempt[] | null>;
	/** Owes one anew, for a whole day, under the id it has. */
	redeliver(owner: WebhookOwner, id: DeliveryId, audit?: Audit): Promise<DeliveryRecord>;
	/** Owes a ping. */
	ping(owner: WebhookOwner, id: WebhookId, audit?: Audit): Promise<DeliveryRecord>;
	/** Owes those of the installation that an actor is stuck. Returns to how many. Errors  CLAIM_LOST. */
	tellStuck(fence: Fence, id: LeaseId, data: DeliveryRecord["data"]): Promise<number>;
	/** What is owed at the moment, of all webhooks. */
	debts(): Promise<Debts>;
	/** Takes one that is owed, with this try counted; null when it is not, or somebody has it. */
	take(id: DeliveryId): Promise<TakenDelivery | null>;
	/** Writes a try into the log and says what became of it. Returns whether the webhook was turned off by it, as one that fails for days is. */
	note(
		id: DeliveryId,
		tried: Omit<WebhookAttempt, "id" | "at"> | null,
		end: "delivered" | "owed" | "abandoned",
	): Promise<{ readonly turnedOff: boolean }>;
}
