import type { MemberRole, TenantId } from "@berth/core";
import { asc, eq, sql } from "drizzle-orm";
import type { Audit } from "../audit/audit.ts";
import { audited } from "../audit/audited.ts";
import type { Connection } from "../connection.ts";
import { member, tenant } from "../schema/index.ts";
import type { CatalogStore } from "../stores.ts";
import { tenantFields } from "./find.ts";

/** Reads the tenants of a user with the role there. Cost: member_user_idx; no lock. Prepared: every request asks it. */
export function createMemberships({ db }: Connection): CatalogStore["memberships"] {
	const query = db
		.select({ tenant: tenantFields, role: member.role })
		.from(member)
		.innerJoin(tenant, eq(tenant.id, member.tenantId))
		.where(eq(member.userId, sql.placeholder("userId")))
		.orderBy(asc(tenant.name))
		.prepare("member_of_user");
	return (userId) => query.execute({ userId });
}

/**
 * Lets a user into a tenant, or changes the role there.
 *
 * Errors  NOT_FOUND when either does not exist.
 */
export async function addMember(
	connection: Connection,
	tenantId: TenantId,
	userId: string,
	role: MemberRole,
	audit?: Audit,
): Promise<void> {
	await audited(
		connection,
		audit,
		async ({ db }) => {
			await db
				.insert(member)
				.values({ tenantId, userId, role })
				.onConflictDoUpdate({ target: [member.tenantId, member.userId], set: { role } });
		},
		() => ({ kind: "user", id: userId, tenantId, facts: { role } }),
	);
}
