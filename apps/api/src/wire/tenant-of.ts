import type { TenantId } from "@berth/core";
import type { WireContext } from "./context.ts";
import { invalid } from "./refusal.ts";

/** What leases are kept under that name no tenant. People's tenants have no name that begins with a space. */
const NO_TENANT = " none";
const TENANT_CHARS_MAX = 255;

const toName = (tenant: string): string => (tenant === "" ? NO_TENANT : tenant);

/** The tenant of a name as the client gives it; null when there is none. */
export async function findTenant({ stores }: Pick<WireContext, "stores">, tenant: string): Promise<TenantId | null> {
	if (tenant.length > TENANT_CHARS_MAX) return null;
	return (await stores.catalog.findTenantByName(toName(tenant)))?.id ?? null;
}

/** The same, made when it is seen for the first time and the settings say so. Errors  WireRefusal 400. */
export async function ensureTenant(context: Pick<WireContext, "stores" | "settings">, tenant: string): Promise<TenantId> {
	if (tenant.length > TENANT_CHARS_MAX) throw invalid(`tenant has more than ${TENANT_CHARS_MAX} characters`);
	const found = await findTenant(context, tenant);
	if (found !== null) return found;
	if (context.settings.tenants === "known") throw invalid("unknown tenant");
	// One that another request makes meanwhile is the same one, and keeps what it has.
	return (await context.stores.catalog.putTenant({ name: toName(tenant) })).id;
}
