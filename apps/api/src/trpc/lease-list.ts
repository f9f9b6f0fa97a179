import { leaseStates, partitionName } from "@berth/core";
import { z } from "zod";
import { defined } from "./defined.ts";
import { nodeId, page, tenantId } from "./inputs.ts";

const filter = {
	...page,
	/** Closed ones too; `states` says it by itself. */
	includeClosed: z.boolean().default(false),
	states: z.array(z.enum(leaseStates)).min(1).optional(),
	/** An id, or a part of the name or of an image. Of one or two letters: what either begins with. */
	search: z.string().max(200).optional(),
	nodeId: nodeId.optional(),
	/** Has an item of this size. */
	sku: z.string().min(1).max(64).optional(),
	partition: partitionName.optional(),
	/** Open, with a term that ends before this. */
	expiresBefore: z.iso
		.datetime({ offset: true })
		.transform((text) => new Date(text))
		.optional(),
};

/** How a tenant asks for a list of leases. */
export const leaseListInput = z.strictObject(filter).prefault({});
/** How an admin does. */
export const adminLeaseListInput = z.strictObject({ ...filter, tenantId: tenantId.optional() }).prefault({});

export const toListOptions = ({ cursor, ...input }: z.infer<typeof adminLeaseListInput>) => defined({ ...input, after: cursor });
