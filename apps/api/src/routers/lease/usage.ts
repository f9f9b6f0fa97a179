import { usageSteps } from "@berth/db";
import { z } from "zod";
import { leaseId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";
import { toRange, usageRange } from "../usage/range.ts";

const input = z.strictObject({ leaseId, step: z.enum(usageSteps).default("minute"), ...usageRange });

/** What the lease used by minute (a day at most) or hour (100 days at most), in all and by service, and what is leased. */
export const usage = leaseProcedure("read")
	.input(input)
	.query(({ ctx, input: asked }) => ctx.services.usage.ofLease(ctx.caller, asked.leaseId, asked.step, toRange(asked)));
