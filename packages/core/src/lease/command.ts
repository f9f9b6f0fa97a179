import { z } from "zod";

export const leaseName = z
	.string()
	.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: "a lease name is 1 to 63 of a-z, 0-9 and -, not at its ends" });

export const idempotencyKey = z
	.string()
	.min(8)
	.max(128)
	.regex(/^[\w.:-]+$/, { error: "8 to 128 letters, digits and . : _ -" });

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

export const provisionInput = z.strictObject({
	name: leaseName,
	items: z.array(leaseItemInput).min(1).max(16),
	/** Either form of a manifest; parsed by `parseManifest`. */
	manifest: z.unknown(),
	...asked,
});
export const restartInput = z.strictObject({ leaseId: uuid, ...asked });
export const closeInput = z.strictObject({ leaseId: uuid, ...asked });

export type ProvisionInput = z.infer<typeof provisionInput>;
export type RestartInput = z.infer<typeof restartInput>;
export type CloseInput = z.infer<typeof closeInput>;
