import { z } from "zod";
import { defined } from "./defined.ts";
import { page } from "./inputs.ts";

/** How a list of leases is asked for, by a tenant and by an admin alike. */
export const leaseListInput = z
	.strictObject({ ...page, includeClosed: z.boolean().default(false), search: z.string().max(200).optional() })
	.prefault({});

export const toListOptions = ({ cursor, ...input }: z.infer<typeof leaseListInput>) => defined({ ...input, after: cursor });
