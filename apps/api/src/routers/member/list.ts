import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { page } from "../../trpc/inputs.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";
import { toMemberView } from "./view.ts";

/** Who belongs to the tenant, by how long they have had an account. */
export const list = tenantProcedure("read")
	.input(z.strictObject({ limit: page.limit, cursor: page.cursor }).prefault({}))
	.query(async ({ ctx, input: { limit, cursor } }) => {
		const found = await ctx.services.people.listMembers(ctx.tenant.id, defined({ limit: limit + 1, after: cursor }));
		const members = found.slice(0, limit);
		return { members: members.map(toMemberView), next: found.length > limit ? (members.at(-1)?.userId ?? null) : null };
	});
