import type { Config } from "../config.ts";
import type { Data } from "../open-data.ts";
import { putDefaultSkus } from "./default-skus.ts";

/** The tenant that a fresh installation begins with, so that its admin can lease something at once. */
const FIRST_TENANT = "default";

/**
 * A link that signs the admin in once. The first time it makes the admin, and where there is nothing yet, a first tenant and
 * the usual sizes.
 */
export async function adminSignInLink(
	{ database, auth }: Data,
	config: Config,
): Promise<{ readonly url: string; readonly expiresAt: string }> {
	const { catalog } = database.stores;
	const { userId } = await auth.accounts.ensureUser({ email: config.ADMIN_EMAIL, name: "Admin", isAdmin: true });
	await putDefaultSkus(catalog);
	if ((await catalog.listTenants()).length === 0) {
		const tenant = await catalog.putTenant({ name: FIRST_TENANT });
		await catalog.addMember(tenant.id, userId, "owner");
	}
	const { url, expiresAt } = await auth.accounts.createSignInLink(config.ADMIN_EMAIL, config.ADMIN_LINK_TTL);
	return { url, expiresAt: expiresAt.toISOString() };
}
