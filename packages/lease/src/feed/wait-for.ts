import { AppError, isOperationDone, type LeaseId, type LeaseState, leaseStates, type OperationId, type WaitInput } from "@berth/core";
import type { HintedRow, LeaseRecord, OperationRecord } from "@berth/db";
import { workOf } from "../machine/work-of.ts";
import { operationOf, readDetailOf } from "../queries/read-leases.ts";
import { toOperationView } from "../queries/to-view.ts";
import type { Caller, LeaseService } from "../service.ts";
import { createBell } from "./bell.ts";
import { unlessDown, type WatchTools } from "./watch-lease.ts";

const restingStates: readonly LeaseState[] = leaseStates.filter((state) => workOf[state] === null);

/**
 * Waits for an operation to end or, without one, for the lease to be in one of the states: any that rests, when none is named.
 *
 * It subscribes first and looks afterwards, so nothing falls between; between two hints it holds nothing but a timer. A database that
 * is away is waited for.
 * Errors  NOT_FOUND, also for an operation of another lease; ABORTED at the signal; DATABASE_UNAVAILABLE at the first look alone.
 */
export async function waitFor(tools: WatchTools, caller: Caller, input: WaitInput, signal: AbortSignal): ReturnType<LeaseService["wait"]> {
	// The transport has checked the spelling; a string that names no lease is NOT_FOUND below.
	const id = input.leaseId as LeaseId;
	const over = new AbortController();
	const ended = AbortSignal.any([signal, over.signal]);
	const bell = createBell();
	const ring = () => bell.ring();
	// A commit that left the lease in no such state says so itself; what comes after it is told anew.
	const onHint = ({ row }: { readonly row?: HintedRow }) => {
		if (row === undefined || input.operationId !== undefined || isWanted(row.state, input)) ring();
	};
	const unsubscribe = tools.hub.subscribe({ leaseId: id, onHint, onResync: ring, onPoll: () => undefined });
	const timer = tools.clock.sleep(input.timeoutMs, ended).then(
		() => over.abort(),
		() => undefined,
	);
	try {
		let isFirst = true;
		for (;;) {
			const seen = await unlessDown(tools, isFirst, ended, () => look(tools, caller, id, input));
			if (seen === "down") bell.ring();
			else if (isMet(seen, input) || over.signal.aborted) return await answer(tools, caller, seen, isMet(seen, input));
			isFirst = false;
			if (signal.aborted) throw new AppError("ABORTED");
			if (seen === "down" && over.signal.aborted) throw new AppError("DATABASE_UNAVAILABLE");
			await bell.wait(ended);
		}
	} finally {
		unsubscribe();
		over.abort();
		await timer;
	}
}

interface Seen {
	readonly lease: LeaseRecord;
	/** The one that is waited for; null when that is the lease. */
	readonly operation: OperationRecord | null;
}

async function look({ stores }: WatchTools, caller: Caller, id: LeaseId, input: WaitInput): Promise<Seen> {
	// The lease after the operation: what ends the one changes the other with it, so a lease read first might be that of before.
	const operation = input.operationId === undefined ? null : await stores.operations.find(input.operationId as OperationId);
	const lease = await stores.leases.find(id, caller.scope);
	if (lease === null) throw new AppError("NOT_FOUND", { data: { leaseId: id } });
	if (input.operationId !== undefined && operation?.leaseId !== id)
		throw new AppError("NOT_FOUND", { data: { leaseId: id, operationId: input.operationId } });
	return { lease, operation };
}

const isWanted = (state: LeaseState, { states }: WaitInput): boolean => (states ?? restingStates).includes(state);

const isMet = ({ lease, operation }: Seen, input: WaitInput): boolean =>
	input.operationId === undefined ? isWanted(lease.state, input) : operation !== null && isOperationDone(operation.state);

async function answer(tools: WatchTools, caller: Caller, { lease, ...seen }: Seen, met: boolean): ReturnType<LeaseService["wait"]> {
	const current = seen.operation?.id === lease.operationId ? Promise.resolve(seen.operation) : operationOf(tools, lease);
	const [detail, operation] = await Promise.all([readDetailOf(tools, caller, lease, current), seen.operation ?? current]);
	return { met, lease: detail, operation: operation && toOperationView(operation, lease) };
}
