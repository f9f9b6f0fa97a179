import { anyoneProcedure } from "../../trpc/procedures.ts";

/** Who is signed in and which tenants they belong to. */
export const get = anyoneProcedure.query(async ({ ctx }) => {
	const { userId, email, name, isAdmin, memberships } = ctx.principal;
	const hasPassword = await ctx.services.accounts.hasPassword(userId);
	return {
		user: { id: userId, email, name, hasPassword },
		isAdmin,
		tenants: memberships.map(({ tenant, role }) => ({ id: tenant.id, name: tenant.name, role })),
	};
});
