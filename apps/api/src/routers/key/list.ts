import { keyListInput } from "../../keys/key-inputs.ts";
import { listPage } from "../../keys/list-page.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";

/** A page of keys, newest first: the tenant's for an owner, one's own for others. */
export const list = tenantProcedure("read")
	.input(keyListInput)
	.query(({ ctx, input }) => listPage(ctx.services.keys, ctx, input));
