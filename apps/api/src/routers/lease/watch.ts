import { tracked } from "@trpc/server";
import { z } from "zod";
import { leaseId, resumable } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";
import { streamed } from "../../trpc/stream.ts";

const input = z.strictObject({ leaseId, ...resumable });

/** A lease as it changes: a snapshot, then each change. The id of a message is the event `seq` it brings the reader to. */
export const watch = leaseProcedure("read")
	.input(input)
	.subscription(async function* (call) {
		const { ctx, input } = call;
		const afterSeq = Number.parseInt(input.lastEventId ?? "", 10);
		// A message without events brings the reader no further, whatever the lease in it says by now.
		let position = Number.isSafeInteger(afterSeq) ? afterSeq : 0;
		const from = Number.isSafeInteger(afterSeq) && afterSeq >= 0 ? { afterSeq } : {};
		for await (const message of streamed(call, (until) => ctx.services.leases.watch(ctx.caller, input.leaseId, from, until))) {
			position = message.kind === "reset" ? message.lease.eventSeq : (message.events.at(-1)?.seq ?? position);
			yield tracked(String(position), message);
		}
	});
