import { z } from "zod";
import { LEASE_NAME, LEASE_NAME_RULE } from "./lease-name.ts";
import { leaseStates } from "./state.ts";

export const leaseName = z.string().regex(LEASE_NAME, { error: LEASE_NAME_RULE });

export const idempotencyKey = z
	.string()
	.min(8)
	.max(128)
	.regex(/^[\w.:-]+$/, { error: "8 to 128 letters, digits and . : _ -" });

/** Whose of the tenant's own customers something is, in the tenant's own words. */
export const partitionName = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, { error: "1 to 64 of A-Z, a-z, 0-9 and . _ -" });

const uuid = z.uuid({ error: "must be an id" });

export const leaseItemInput = z.strictObject({
	/** The manifest's service; absent for a single container. */
	service: z.string().optional(),
	sku: z.string().min(1).max(64),
	quantity: z.int().min(1).max(32).default(1),
});

const asked = {
	idempotencyKey: idempotencyKey.optional(),
	callbackUrl: z
		.url({ protocol: /^https?$/ })
		.max(2048)
		.optional(),
};

/** A moment in the future of whoever asks; ISO 8601 with an offset. */
const moment = z.iso.datetime({ offset: true, error: "must be a time such as 2026-03-01T12:00:00Z" });

/** Why it is done, for the history. */
const note = z.string().trim().min(1).max(500);

const releaseNumber = z.int().min(1);

/** A name of the tenant's own under which a service is reached; null takes it away. */
const domain = z
	.string()
	.max(253)
	.regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, {
		error: "must be a host name in small letters, such as shop.example.org",
	});

export const provisionInput = z.strictObject({
	name: leaseName,
	items: z.array(leaseItemInput).min(1).max(16),
	/** Either form of a manifest; parsed by `parseManifest`. */
	manifest: z.unknown(),
	/** When it closes by itself, its data retained. Absent: never. */
	expiresAt: moment.optional(),
	/** Caps of a partition bind what its closed leases leave. */
	partition: partitionName.optional(),
	...asked,
});

/** A change that becomes a release. `expectedRelease` refuses it when another release was made meanwhile. */
const changing = { leaseId: uuid, note: note.optional(), expectedRelease: releaseNumber.optional(), ...asked };

/** Every instance, or the one that is named: that one alone is replaced, and the others go on. */
export const restartInput = z.strictObject({
	leaseId: uuid,
	instance: z.strictObject({ service: z.string().min(1).max(64), index: z.int().min(0).max(31) }).optional(),
	...asked,
});
export const stopInput = z.strictObject({ leaseId: uuid, ...asked });
export const startInput = z.strictObject({ leaseId: uuid, ...asked });
/** Tries a failed lease again, as it was asked for last or by another manifest; its data is kept. */
export const retryInput = z.strictObject({ ...changing, manifest: z.unknown().optional() });
/** A whole new manifest; sizes and quantities stay unless items are given. */
export const updateInput = z.strictObject({ ...changing, manifest: z.unknown(), items: z.array(leaseItemInput).min(1).max(16).optional() });
/** Another quantity or size of the services named; the others stay. */
export const scaleInput = z.strictObject({
	...changing,
	items: z
		.array(
			z.strictObject({
				service: z.string().optional(),
				quantity: z.int().min(1).max(32).optional(),
				sku: z.string().min(1).max(64).optional(),
			}),
		)
		.min(1)
		.max(16),
});
/** `put` replaces a service's environment, `patch` changes the variables named; null takes one away. */
export const setEnvInput = z.strictObject({
	...changing,
	service: z.string().optional(),
	mode: z.enum(["put", "patch"]),
	env: z.record(z.string(), z.string().nullable()),
});
export const setDomainInput = z.strictObject({ ...changing, service: z.string().optional(), domain: domain.nullable() });
export const rollBackInput = z.strictObject({ ...changing, releaseNumber });
export const renewInput = z.strictObject({
	leaseId: uuid,
	expiresAt: moment.nullable(),
	/** The end that was looked at, null for none: refused when somebody moved it since. */
	expectedExpiresAt: moment.nullable().optional(),
});
/**
 * `retain` keeps the data for the grace window, `destroy` gives it up at once and states in `confirmBytes` how much: the limits of the
 * lease's volumes together, as `lease.planClose` says. When absent, what the policy of tenant, sizes or installation says.
 */
export const closeInput = z
	.strictObject({ leaseId: uuid, data: z.enum(["retain", "destroy"]).optional(), confirmBytes: z.int().min(0).optional(), ...asked })
	.refine(({ data, confirmBytes }) => data !== "destroy" || confirmBytes !== undefined, {
		path: ["confirmBytes"],
		error: "must state how many bytes are destroyed, as planned before",
	});
/** Makes a new lease of what a closed one left. */
export const restoreInput = z.strictObject({
	retentionId: uuid,
	name: leaseName,
	manifest: z.unknown().optional(),
	items: z.array(leaseItemInput).min(1).max(16).optional(),
	expiresAt: moment.optional(),
	/** That of the closed lease when absent. */
	partition: partitionName.optional(),
	...asked,
});
/** Brings a closed lease back in place, while its data is retained. */
export const reopenInput = z.strictObject({ leaseId: uuid, ...asked });
export const cancelInput = z.strictObject({ leaseId: uuid, operationId: uuid });
/** Waits until an operation has ended, or, without one, until the lease rests in one of the states. */
export const waitInput = z.strictObject({
	leaseId: uuid,
	operationId: uuid.optional(),
	states: z.array(z.enum(leaseStates)).min(1).optional(),
	timeoutMs: z.int().min(0).max(600_000).default(60_000),
});

export type ProvisionInput = z.infer<typeof provisionInput>;
export type RestartInput = z.infer<typeof restartInput>;
export type StopInput = z.infer<typeof stopInput>;
export type StartInput = z.infer<typeof startInput>;
export type RetryInput = z.infer<typeof retryInput>;
export type UpdateInput = z.infer<typeof updateInput>;
export type ScaleInput = z.infer<typeof scaleInput>;
export type SetEnvInput = z.infer<typeof setEnvInput>;
export type SetDomainInput = z.infer<typeof setDomainInput>;
export type RollBackInput = z.infer<typeof rollBackInput>;
export type RenewInput = z.infer<typeof renewInput>;
export type CloseInput = z.infer<typeof closeInput>;
export type RestoreInput = z.infer<typeof restoreInput>;
export type ReopenInput = z.infer<typeof reopenInput>;
export type CancelInput = z.infer<typeof cancelInput>;
export type WaitInput = z.infer<typeof waitInput>;
