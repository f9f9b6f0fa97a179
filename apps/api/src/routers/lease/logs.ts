import { tracked } from "@trpc/server";
import { z } from "zod";
import { inBatches } from "../../trpc/batch.ts";
import { defined } from "../../trpc/defined.ts";
import { leaseId, logCursor } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";
import { streamed } from "../../trpc/stream.ts";

const input = z.strictObject({
	leaseId,
	services: z.array(z.string()).min(1).max(16).optional(),
	tail: z.int().min(0).max(10_000).default(200),
	follow: z.boolean().default(true),
	// A position of each instance: longer than that of other streams.
	lastEventId: logCursor.optional(),
});

// A reader's eye does not see 25 ms; a burst of thousands of lines becomes a few messages.
const batching = { windowMs: 25, itemsMax: 500 };

/** The merged log of a lease in groups of lines. The id of a message is the cursor of its last line. */
export const logs = leaseProcedure("read")
	.input(input)
	.subscription(async function* (call) {
		const { leaseId, lastEventId, ...rest } = call.input;
		const options = defined({ ...rest, after: lastEventId });
		const open = (until: AbortSignal) => inBatches(call.ctx.services.leases.logs(call.ctx.caller, leaseId, options, until), batching);
		for await (const messages of streamed(call, open)) {
			const last = messages.at(-1);
			if (last !== undefined) yield tracked(last.cursor, { messages });
		}
	});
