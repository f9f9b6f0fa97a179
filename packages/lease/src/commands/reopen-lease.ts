import { AppError, type LeaseId, type ReopenInput } from "@berth/core";
import type { LeaseVolume, RetentionRecord } from "@berth/db";
import { admitDefinition } from "../builds/admit-definition.ts";
import { wantedPorts } from "../ports/wanted-ports.ts";
import type { Accepted, Caller } from "../service.ts";
import { askLease } from "./ask-lease.ts";
import type { CommandContext } from "./command-context.ts";
import { assertStillPresent, currentNumber } from "./current-release.ts";
import { notThere } from "./restore-lease.ts";
import { roomFor } from "./room.ts";

/** Brings a closed lease back in place, with the release it had. A term that is over would close it again, so it is then without end. */
export const reopenLease = (context: CommandContext, caller: Caller, input: ReopenInput): Promise<Accepted> =>
	askLease(context, caller, input, {
		verb: "reopen",
		event: "reopenRequested",
		kind: "restore",
		isSpaced: false,
		async fromPresent(present) {
			const { clock } = context;
			const { manifest, items } = present.release;
			const left = await readLeft(context, present.lease.id);
			if (left?.record.state === "active") await admitDefinition(context, present.lease, { manifest, items });
			return (lease) => {
				assertStillPresent(lease, present);
				if (left === null)
					throw new AppError("INVALID_STATE", {
						message: "The lease is closed and nothing of it is kept, so there is nothing to bring back.",
						data: { state: lease.state, event: "reopenRequested" },
					});
				if (left.record.state !== "active") throw notThere(left.record);
				const isOver = lease.expiresAt !== null && lease.expiresAt.getTime() <= clock.now().getTime();
				const { newVolumes, volumeQuotas, holds } = roomFor(clock, items, left.volumes);
				return {
					newVolumes,
					volumeQuotas,
					holds,
					takeHostPorts: wantedPorts({ manifest, items }),
					reopen: left.record.id,
					releaseNumber: currentNumber(lease),
					definition: { manifest, items },
					set: { generation: lease.generation + 1, serving: null, expiryAnnounced: false, ...(isOver && { expiresAt: null }) },
				};
			};
		},
	});

interface Left {
	readonly record: RetentionRecord;
	readonly volumes: readonly LeaseVolume[];
}

/** What the closed lease left; null when that is nothing, or no more. */
async function readLeft({ stores }: CommandContext, id: LeaseId): Promise<Left | null> {
	const record = (await stores.reader.retentions([id])).get(id);
	if (record === undefined) return null;
	const volumes = await stores.retentions.volumes(record.id);
	return { record, volumes: volumes.map(({ id, service, index, quotaBytes }) => ({ id, service, index, quotaBytes })) };
}
