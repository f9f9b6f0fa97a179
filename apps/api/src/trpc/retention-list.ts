import { z } from "zod";
import { defined } from "./defined.ts";
import { page } from "./inputs.ts";

/** How a list of retained data is asked for, by a tenant and by an admin alike. */
export const retentionListInput = z.strictObject({ ...page, limit: z.int().min(1).max(100).default(50) }).prefault({});

export const toRetentionPage = ({ cursor, limit }: z.infer<typeof retentionListInput>) => defined({ limit, after: cursor });
