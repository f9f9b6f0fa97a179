import { accessScopes } from "@berth/core";
import { z } from "zod";
import { days } from "../../keys/key-inputs.ts";
import { tenantId } from "../../trpc/inputs.ts";

const scopes = z.array(z.enum(accessScopes)).min(1).max(accessScopes.length);
/** As people type it: small letters and blanks are taken, too. */
const code = z.string().min(1).max(32);

export const beginInput = z.strictObject({
	/** What it calls itself; shown to whoever confirms, and the first word is in the key's name. */
	program: z.string().regex(/^[\w.-]{1,32}( [\w.-]{1,31})?$/, { error: "one or two words of letters, digits and . _ -" }),
	/** The host it says it runs on. */
	host: z
		.string()
		.regex(/^[\w.-]{1,64}$/, { error: "1 to 64 letters, digits and . _ -" })
		.optional(),
	/** What it would do at most; whoever confirms may give less. */
	scopes,
	/** The tenant it would act for, by id or name; whoever confirms may choose another. */
	tenant: z.string().trim().min(1).max(64).optional(),
});

export const pollInput = z.strictObject({ deviceSecret: z.string().min(1).max(128) });

export const ofCode = z.strictObject({ code });

export const confirmInput = z.strictObject({
	code,
	/** Null for a key of admins, which is of no tenant. */
	tenantId: tenantId.nullable(),
	/** Among those that were asked for, or what those have in them. */
	scopes,
	expiresInDays: days,
});
