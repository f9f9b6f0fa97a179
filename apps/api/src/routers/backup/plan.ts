import { z } from "zod";
import { leaseId, retentionId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

const source = z.union([z.strictObject({ leaseId }), z.strictObject({ retentionId })]);

/** What an export of a stopped lease or of retained data would be, and where it is downloaded. */
export const plan = leaseProcedure("read:sensitive")
	.input(source)
	.query(({ ctx, input, signal }) =>
		ctx.services.backups.plan(ctx.caller, input, signal ?? AbortSignal.timeout(ctx.services.policy.requestMs)),
	);
