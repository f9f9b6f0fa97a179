import type { LeaseEventBody, LeaseId, LeaseState, OperationId } from "@berth/core";
import type { LeaseRecord, OperationRecord, ReleaseRecord } from "@berth/db";
import type { History } from "./history.ts";

type Moved = Extract<LeaseEventBody, { readonly type: "moved" }>;

/** All that is written of a lease, in the order in which it happened. */
export interface Chronicle {
	readonly lease: LeaseRecord;
	readonly operations: readonly Told[];
	/** By number. */
	readonly releases: ReadonlyMap<number, ReleaseRecord>;
	readonly lastMove: Moved;
}

/** An operation, and what the lease was when it was asked for. */
export interface Told extends OperationRecord {
	readonly from: LeaseState | null;
	/** How often the log says that it ended. */
	readonly ends: number;
}

export async function readChronicle({ test }: History, id: LeaseId): Promise<Chronicle> {
	const { leases, operations, reader } = test.database.stores;
	const [lease, all, releases, { events }] = await Promise.all([
		leases.find(id, "all"),
		operations.list(id, 1_000),
		reader.releases(id, { limit: 1_000 }),
		reader.events(id, 0, 10_000),
	]);
	if (lease === null) throw new Error(`lease ${id} is gone`);
	const moves = events.flatMap(({ operationId, body }) => (body.type === "moved" ? [{ operationId, body }] : []));
	const order: OperationId[] = [];
	for (const { operationId } of moves) if (operationId !== null && !order.includes(operationId)) order.push(operationId);
	const told = order.flatMap((operationId) => {
		const operation = all.find((one) => one.id === operationId);
		if (operation === undefined) return [];
		const ends = events.filter(
			({ body, operationId: of }) => of === operationId && body.type === "operation" && !["queued", "running"].includes(body.state),
		);
		return [{ ...operation, from: moves.find((one) => one.operationId === operationId)?.body.from ?? null, ends: ends.length }];
	});
	const lastMove = moves.at(-1)?.body;
	if (lastMove === undefined || told.length !== all.length)
		throw new Error(`the log of lease ${id} does not tell of each of its operations`);
	return { lease, operations: told, releases: new Map(releases.map((one) => [one.number, one])), lastMove };
}
