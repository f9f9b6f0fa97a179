import type { LeaseEventBody } from "@berth/core";
import type { LeaseChange } from "../../lease-change.ts";
import type { LeaseRecord } from "../../records.ts";
import type { NewRecord, Settled } from "./settle-retained.ts";

/** The change with what its log and its callback are told of what becomes of the data. Pure. */
export function tellRetained(change: LeaseChange, lease: LeaseRecord, { records, left, own }: Settled): LeaseChange {
	const { retain, callback } = change;
	if (retain === undefined) return change;
	const operationId = change.operations?.at(-1)?.id ?? lease.operationId;
	const until = new Date(lease.readAt.getTime() + retain.expiresInMs).toISOString();
	const told = [...own, ...records.map((record) => bodyOf(record, until))].map((body) => ({ actor: retain.by, operationId, body }));
	const bytes = records.reduce((sum, record) => sum + (record.because === null ? record.bytes : 0), 0);
	const data = left.kept
		? { kept: true, retentionId: retain.id, bytes, until }
		: { kept: false, because: left.because, ...(left.cap !== null && { cap: left.cap }) };
	return {
		...change,
		events: [...change.events, ...told],
		...(callback !== undefined && { callback: { ...callback, body: { ...callback.body, data } } }),
	};
}

const bodyOf = ({ id, because, cap, bytes, volumeIds }: NewRecord, until: string): LeaseEventBody =>
	because === null
		? { type: "retained", retentionId: id, until, volumes: volumeIds.length }
		: { type: "relinquished", volumes: volumeIds.length, because, bytes, ...(cap !== null && { cap }) };
