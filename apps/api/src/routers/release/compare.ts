import { z } from "zod";
import { leaseId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

const number = z.int().min(1);

/** What is different in the second of two releases of a lease. Values of the environment are not told, only which of them differ. */
export const compare = leaseProcedure("read")
	.input(z.strictObject({ leaseId, from: number, to: number }))
	.query(({ ctx, input: { leaseId, ...numbers } }) => ctx.services.leases.compareReleases(ctx.caller, leaseId, numbers));
