import { AppError, type RollBackInput } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { changeRelease } from "./change-release.ts";
import type { CommandContext } from "./command-context.ts";

/** Makes an old release again, as a new one: its manifest, its sizes as they were, its domains. */
export const rollBack = (context: CommandContext, caller: Caller, input: RollBackInput): Promise<Accepted> =>
	changeRelease(context, caller, input, {
		verb: "rollBack",
		cause: "rollback",
		asked: { releaseNumber: input.releaseNumber },
		rollbackOf: input.releaseNumber,
		async target({ lease }) {
			const old = await context.stores.reader.release(lease.id, input.releaseNumber);
			if (old === null) throw new AppError("NOT_FOUND", { data: { leaseId: lease.id, releaseNumber: input.releaseNumber } });
			return { manifest: old.manifest, items: old.items };
		},
	});
