import { anyoneProcedure } from "../../trpc/procedures.ts";

/** What the key that asks may do and until when; null for a person. */
export const self = anyoneProcedure.query(({ ctx: { principal } }) => {
	if (principal.key === null) return null;
	const [membership] = principal.memberships;
	const tenant = membership === undefined ? null : { id: membership.tenant.id, name: membership.tenant.name, role: membership.role };
	return { ...principal.key, expiresAt: principal.key.expiresAt.toISOString(), tenant };
});
