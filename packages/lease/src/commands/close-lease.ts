import { AppError, type CloseInput } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { Accepted, Caller } from "../service.ts";
import { askLease } from "./ask-lease.ts";
import { closePolicy } from "./close-policy.ts";
import type { CommandContext } from "./command-context.ts";

/**
 * Ends a lease from any state. What runs is superseded; what closes already is joined, and then what was said first of its data
 * stands.
 *
 * Errors  CONFLICT (`data.bytes`, `data.volumes`) when data is to be destroyed and the request states another amount than there is.
 */
export async function closeLease(context: CommandContext, caller: Caller, input: CloseInput): Promise<Accepted> {
	const { data, confirmBytes } = input;
	return askLease(context, caller, input, {
		verb: "close",
		asked: { data },
		event: "closeRequested",
		kind: "close",
		isSpaced: false,
		async prepare(row) {
			const closeData = data ?? (await closePolicy(context.stores, row, context.policy.retention.closeData)).data;
			return (lease) => {
				if (data === "destroy") assertConfirmed(lease, confirmBytes);
				return { set: { closeData } };
			};
		},
	});
}

/** What a lease's data may be at most: the limits of its volumes together. It changes only by what somebody asks for, other than what is in them. */
export const dataBytes = ({ volumes }: Pick<LeaseRecord, "volumes">): number =>
	volumes.reduce((sum, { quotaBytes }) => sum + quotaBytes, 0);

function assertConfirmed(lease: LeaseRecord, confirmBytes: number | undefined): void {
	const bytes = dataBytes(lease);
	if (confirmBytes === bytes) return;
	throw new AppError("CONFLICT", {
		message: "The request does not state how much data it would destroy; look again at what there is.",
		data: { bytes, volumes: lease.volumes.length, ...(confirmBytes !== undefined && { confirmBytes }) },
	});
}
