import type { TenantId } from "@berth/core";
import type { Audit } from "@berth/db";
import type { Caller } from "@berth/lease";
import type { Principal } from "../auth/principal.ts";
import type { Context } from "./context.ts";

interface Admitted {
	readonly principal: Principal;
	readonly tenant?: { readonly id: TenantId };
	readonly caller?: Caller;
}

/**
 * What was admitted, with who asks for what as the audit log will tell it: for the stores as `audit`, and within the caller for the
 * rules. It is handed on and hangs on no thread of work: what is begun on the way, as the work of a lease, is nobody's request.
 */
export function withAudit<A extends Admitted>(
	{ address, requestId }: Pick<Context, "address" | "requestId">,
	action: string,
	admitted: A,
): A & { readonly audit: Audit } {
	const { principal, tenant, caller } = admitted;
	const audit: Audit = {
		actor: principal.label,
		userId: principal.userId,
		keyId: principal.key?.id ?? null,
		tenantId: tenant?.id ?? null,
		address,
		requestId,
		action,
	};
	return { ...admitted, ...(caller && { caller: { ...caller, audit } }), audit };
}
