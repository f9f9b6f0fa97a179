import { idempotencyKey, type TenantId } from "@berth/core";
import type { Audit } from "@berth/db";
import { type Caller, requestHash } from "@berth/lease";
import type { Principal } from "../auth/principal.ts";
import { holderOf } from "../exec/exec-tickets.ts";
import type { Services } from "./services.ts";

/** What a request that may be repeated takes beside its own. */
export const repeatable = {
	/** The same key with the same request is done once, within a day; with another request it is refused. */
	idempotencyKey: idempotencyKey.optional(),
};

interface Call {
	readonly ctx: {
		readonly principal: Principal;
		readonly audit: Audit;
		readonly caller?: Caller;
		readonly services: Pick<Services, "repeats">;
	};
	readonly input: { readonly idempotencyKey?: string | undefined };
	readonly path: string;
}

/** Of whom a key is: the same word of another credential, or for another tenant, is another key. */
export const keyHolder = (principal: Principal, tenantId: TenantId | null): string => `${holderOf(principal)} for ${tenantId ?? "all"}`;

/** A resolver that does a request with a key once, and answers a repeat with what it answered. */
export const once = <C extends Call, A>(resolve: (call: C) => Promise<A>): ((call: C) => Promise<A>) => keyed(true, resolve);

/** The same where the answer shows a secret: it is not kept, and a repeat is refused with what was made. */
export const onceShown = <C extends Call, A>(resolve: (call: C) => Promise<A>): ((call: C) => Promise<A>) => keyed(false, resolve);

function keyed<C extends Call, A>(keepsAnswer: boolean, resolve: (call: C) => Promise<A>): (call: C) => Promise<A> {
	return (call) => {
		const { ctx, path } = call;
		const { idempotencyKey: key, ...asked } = call.input;
		if (key === undefined) return resolve(call);
		const request = { holder: keyHolder(ctx.principal, ctx.audit.tenantId), key, action: path, hash: requestHash(path, asked) };
		return ctx.services.repeats.once(request, keepsAnswer, (claim) => {
			const audit = { ...ctx.audit, claim };
			return resolve({ ...call, ctx: { ...ctx, audit, ...(ctx.caller && { caller: { ...ctx.caller, audit } }) } });
		});
	};
}
