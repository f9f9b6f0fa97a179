import { partitionName } from "@berth/core";
import { z } from "zod";
import { defined } from "./defined.ts";
import { page } from "./inputs.ts";

const limit = z.int().min(1).max(100).default(50);

/** How a list of retained data is asked for, by a tenant and by an admin alike. */
export const retentionListInput = z.strictObject({ ...page, limit, partition: partitionName.optional() }).prefault({});

/** The same of what is gone. */
export const goneListInput = z.strictObject({ ...page, limit }).prefault({});

export const toRetentionPage = ({
	cursor,
	limit,
	partition,
}: z.infer<typeof goneListInput> & { readonly partition?: string | undefined }) => defined({ limit, after: cursor, partition });
