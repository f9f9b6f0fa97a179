import type { Config } from "../config.ts";
import type { Data } from "../open-data.ts";
import { putDefaultSkus } from "./default-skus.ts";

export interface CreatedMember {
	readonly tenantId: string;
	readonly userId: string;
	readonly url: string;
	readonly expiresAt: string;
}

/** Makes a tenant and its member where they are missing, the usual sizes where none are offered, and a link that signs the member in once. */
export async function createMember(
	{ database, auth }: Data,
	config: Config,
	asked: { readonly tenant: string; readonly email: string; readonly name?: string },
): Promise<CreatedMember> {
	const { catalog } = database.stores;
	await putDefaultSkus(catalog);
	const { userId } = await auth.accounts.ensureUser({ email: asked.email, ...(asked.name === undefined ? {} : { name: asked.name }) });
	const known = (await catalog.listTenants()).find(({ name }) => name === asked.tenant);
	const tenant = known ?? (await catalog.putTenant({ name: asked.tenant }));
	await catalog.addMember(tenant.id, userId, "owner");
	const { url, expiresAt } = await auth.accounts.createSignInLink(asked.email, config.INVITE_LINK_TTL);
	return { tenantId: tenant.id, userId, url, expiresAt: expiresAt.toISOString() };
}
