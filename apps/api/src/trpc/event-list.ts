import { leaseEventTypes } from "@berth/core";
import { z } from "zod";
import { page } from "./inputs.ts";

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** How a list of events is asked for, by a tenant and by an admin alike. */
export const eventFilter = {
	...page,
	cursor: z.string().max(80).optional(),
	types: z.array(z.enum(leaseEventTypes)).min(1).optional(),
	/** From this moment on, and before that one. */
	from: moment.optional(),
	until: moment.optional(),
};
