import { type ApiKeyId, accessScopes, DAY, durationSchema, type LeaseId } from "@berth/core";
import { z } from "zod";
import { page } from "../trpc/inputs.ts";
import { repeatable } from "../trpc/once.ts";
import { keyDays } from "./limits.ts";

const keyId = z.uuid({ error: "must be an id" }).transform((value) => value as ApiKeyId);
export const days = z.literal([...keyDays], { error: `must be ${keyDays.join(", ")}` });

export const createKeyInput = z.strictObject({
	/** How logs name it; no secret. */
	name: z
		.string()
		.trim()
		.regex(/^[\w.@:/-]([\w.@:/ -]{0,62}[\w.@:/-])?$/, { error: "1 to 64 letters, digits, spaces and . _ - @ : /" }),
	scopes: z.array(z.enum(accessScopes)).min(1).max(accessScopes.length),
	/** It may name these leases alone; without it, all of the tenant's. */
	leaseIds: z
		.array(z.uuid({ error: "must be an id" }).transform((value) => value.toLowerCase() as LeaseId))
		.min(1)
		.max(100)
		.optional(),
	/** It may be used from these ranges of addresses alone. */
	cidrs: z.array(z.string().max(64)).min(1).max(32).optional(),
	/** After so many days it is good for nothing. */
	expiresInDays: days,
	...repeatable,
});

export const rotateKeyInput = z.strictObject({
	keyId,
	/** How long the secret of before is taken, too. */
	overlap: durationSchema.refine((ms) => ms <= 30 * DAY, { error: "30 days at most" }).prefault("24h"),
	/** As long as before when absent. */
	expiresInDays: days.optional(),
	...repeatable,
});

export const ofKey = z.strictObject({ keyId });

export const keyListInput = z.strictObject({ ...page, cursor: keyId.optional(), includeRevoked: z.boolean().default(false) }).prefault({});
