import { asError } from "@berth/core";
import type { Audit, AuditOutcome, AuditStore } from "@berth/db";
import type { Log } from "@berth/lease";
import { createAuthMiddleware, isAPIError } from "better-auth/api";

/** Paths that end with a session, or refuse one. */
const signsIn =
	/^\/(sign-in\/(email|link)|magic-link\/verify|sign-in-link\/verify|callback\/:id|oauth2\/callback|two-factor\/verify-(totp|backup-code|otp))/;
/** What changes how somebody proves who they are. */
const changes: Readonly<Record<string, string>> = {
	"/two-factor/enable": "auth.two_factor_begun",
	"/two-factor/disable": "auth.two_factor_off",
	"/two-factor/generate-backup-codes": "auth.backup_codes_made",
};

export interface AuthAudit {
	/** Runs behind each call of the library. */
	readonly after: ReturnType<typeof createAuthMiddleware>;
	signedOut(user: { readonly id: string }, address: string | null): Promise<void>;
}

/**
 * Writes who signed in, who could not, who left, and whose second factor changed. The library commits by itself, so these rows are
 * written right behind what they tell of and not with it: one may be missing after a crash, and none tells of what was not.
 */
export function createAuthAudit(audit: AuditStore, addressHeader: string, log: Log): AuthAudit {
	async function note(
		action: string,
		who: { readonly id: string | null; readonly email: string | null },
		outcome: AuditOutcome,
		address: string | null,
		via?: string,
	) {
		const given: Audit = {
			actor: who.email === null ? `user:${who.id ?? "unknown"}` : `user:${who.email}`,
			userId: who.id,
			keyId: null,
			tenantId: null,
			address,
			requestId: null,
			action,
		};
		const target = who.id === null ? null : { kind: "user", id: who.id, ...(via !== undefined && { facts: { via } }) };
		await audit
			.note(given, target, outcome)
			.catch((cause: unknown) => log.warn({ op: "audit", action, err: asError(cause) }, "who signed in was not written"));
	}
	return {
		after: createAuthMiddleware(async (ctx) => {
			const address = ctx.headers?.get(addressHeader) ?? null;
			const { path } = ctx;
			const { newSession, session, returned } = ctx.context;
			const isRefused = isAPIError(returned) && returned.statusCode >= 400;
			if (signsIn.test(path)) {
				if (newSession) return note("auth.sign_in", newSession.user, "done", address, path);
				if (isRefused) return note("auth.sign_in", { id: null, email: typedAddress(ctx.body) }, "refused", address);
				return;
			}
			const action = changes[path];
			if (action !== undefined && session && !isRefused) await note(action, session.user, "done", address);
		}),
		signedOut: (user, address) => note("auth.sign_out", { id: user.id, email: null }, "done", address),
	};
}

/** What was typed as an address, if it looks like one: people type passwords there, too. */
function typedAddress(body: unknown): string | null {
	if (typeof body !== "object" || body === null || !("email" in body) || typeof body.email !== "string") return null;
	return /^[^\s@]{1,64}@[^\s@]{1,189}$/.test(body.email) ? body.email.toLowerCase() : null;
}
