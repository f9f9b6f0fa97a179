declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Id<"tenant">;
export type LeaseId = Id<"lease">;
export type NodeId = Id<"node">;
export type OperationId = Id<"operation">;
export type SkuId = Id<"sku">;
export type UserId = Id<"user">;
export type CallbackId = Id<"callback">;
export type DiagnosticId = Id<"diagnostic">;
export type VolumeId = Id<"volume">;
export type RetentionId = Id<"retention">;
export type InvitationId = Id<"invitation">;
export type ApiKeyId = Id<"apiKey">;
export type AuditId = Id<"audit">;
export type WebhookId = Id<"webhook">;
export type DeliveryId = Id<"delivery">;
export type BuildId = Id<"build">;

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether `value` is spelled as our ids are: a lower-case UUIDv7. */
export const isId = (value: string): boolean => shape.test(value);

/**
 * Makes a new UUIDv7: 48 bits of milliseconds, then random bits, so ids of one table sort by age.
 *
 * Units   `nowMs`: milliseconds since 1970.
 * Source  RFC 9562 section 5.7.
 */
export function newId<T extends Id<string>>(nowMs: number = Date.now()): T {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	let rest = nowMs;
	for (let i = 5; i >= 0; i--) {
		bytes[i] = rest % 256;
		rest = Math.floor(rest / 256);
	}
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-") as T;
}
