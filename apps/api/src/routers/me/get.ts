import { anyoneProcedure } from "../../trpc/procedures.ts";

/** Who is signed in and which tenants they belong to. */
export const get = anyoneProcedure.query(async ({ ctx }) => {
	const { userId, email, name, isAdmin, memberships, key } = ctx.principal;
	const { accounts, people } = ctx.services;
	const [waysIn, user] = await Promise.all([accounts.waysIn(userId), people.findUser(userId)]);
	return {
		user: { id: userId, email, name, ...waysIn, hasSecondFactor: user?.hasSecondFactor ?? false },
		isAdmin,
		/** An admin who has the rights only once there is a second factor. */
		needsSecondFactor: key === null && !isAdmin && user?.isAdmin === true,
		provider: accounts.provider,
		tenants: memberships.map(({ tenant, role }) => ({ id: tenant.id, name: tenant.name, role })),
	};
});
