import {
	AppError,
	type DiagnosticId,
	type DiagnosticView,
	isId,
	type LeaseId,
	type ListedEventView,
	type ListedOperationView,
	type OperationId,
	type ReleaseView,
} from "@berth/core";
import type { EventPosition, Stores } from "@berth/db";
import { getOwnLease } from "../commands/command-context.ts";
import type { Caller, EventFilter, OperationFilter, PageInput } from "../service.ts";
import { badCursor, cut, idCursor, numberCursor, within } from "./page.ts";
import { toDiagnosticView, toEventView, toOperationView, toReleaseView } from "./to-view.ts";

/** What was asked, of one lease or of all in scope, and how it went; newest first. Errors  NOT_FOUND for a lease that is not theirs; BAD_INPUT. */
export async function readOperations(
	stores: Stores,
	caller: Caller,
	{ limit: wanted, cursor, ...filter }: OperationFilter,
): Promise<{ readonly operations: readonly ListedOperationView[]; readonly next: string | null }> {
	if (filter.leaseId !== undefined) await getOwnLease({ stores }, caller, filter.leaseId);
	const limit = within(wanted);
	const before = idCursor<OperationId>(cursor);
	const found = await stores.history.operations(caller.scope, { ...filter, limit: limit + 1, ...(before !== undefined && { before }) });
	const { page, next } = cut(found, limit, ({ id }) => id);
	const operations = page.map((operation) => ({
		...toOperationView(operation, { cancelRequested: operation.cancelRequested ? operation.id : null }),
		leaseName: operation.leaseName,
	}));
	return { operations, next };
}

/** One operation. Errors  NOT_FOUND, also for another tenant's. */
export async function readOperation(stores: Stores, caller: Caller, id: OperationId): Promise<ListedOperationView> {
	const operation = await stores.operations.find(id);
	const lease = operation === null ? null : await stores.leases.find(operation.leaseId, caller.scope);
	if (operation === null || lease === null) throw new AppError("NOT_FOUND", { data: { operationId: id } });
	return { ...toOperationView(operation, lease), leaseName: lease.name };
}

/** What a lease ran and was to run, newest first. Errors  NOT_FOUND, also for another tenant's; BAD_INPUT. */
export async function readReleases(
	stores: Stores,
	caller: Caller,
	id: LeaseId,
	{ limit: wanted, cursor }: PageInput,
): Promise<{ readonly releases: readonly ReleaseView[]; readonly next: string | null }> {
	await getOwnLease({ stores }, caller, id);
	const limit = within(wanted);
	const before = numberCursor(cursor);
	const found = await stores.reader.releases(id, { limit: limit + 1, ...(before !== undefined && { before }) });
	const { page, next } = cut(found, limit, ({ number }) => String(number));
	return { releases: page.map((release) => toReleaseView(release, caller)), next };
}

/** What happened to one lease, or to all in scope; newest first. Errors  NOT_FOUND for a lease that is not theirs; BAD_INPUT. */
export async function readEvents(
	stores: Stores,
	caller: Caller,
	{ limit: wanted, cursor, leaseId, ...filter }: EventFilter,
): Promise<{ readonly events: readonly ListedEventView[]; readonly next: string | null }> {
	const limit = within(wanted);
	const size = { ...filter, limit: limit + 1 };
	const toViews = (events: Awaited<ReturnType<Stores["history"]["events"]>>) =>
		events.map((event) => ({ ...toEventView(event), leaseName: event.leaseName }));
	if (leaseId !== undefined) {
		await getOwnLease({ stores }, caller, leaseId);
		const before = numberCursor(cursor);
		const found = await stores.history.eventsOf(leaseId, { ...size, ...(before !== undefined && { before }) });
		const { page, next } = cut(toViews(found), limit, ({ seq }) => String(seq));
		return { events: page, next };
	}
	const before = cursor === undefined ? undefined : readPosition(cursor);
	const found = await stores.history.events(caller.scope, { ...size, ...(before !== undefined && { before }) });
	const { page, next } = cut(found, limit, writePosition);
	return { events: toViews([...page]), next };
}

/** Why instances of a lease failed, newest first. Errors  NOT_FOUND, also for another tenant's; BAD_INPUT. */
export async function readDiagnostics(
	stores: Stores,
	caller: Caller,
	id: LeaseId,
	{ limit: wanted, cursor }: PageInput,
): Promise<{ readonly diagnostics: readonly DiagnosticView[]; readonly next: string | null }> {
	await getOwnLease({ stores }, caller, id);
	const limit = within(wanted);
	const found = await stores.reader.diagnostics(id, limit + 1, idCursor<DiagnosticId>(cursor));
	const { page, next } = cut(found, limit, (one) => one.id);
	return { diagnostics: page.map(toDiagnosticView), next };
}

const writePosition = ({ atMicros, leaseId, seq }: EventPosition): string => `${atMicros}.${leaseId}.${seq}`;

function readPosition(cursor: string): EventPosition {
	const [atMicros = "", leaseId = "", seq = "", ...more] = cursor.split(".");
	if (!/^\d{1,17}$/.test(atMicros) || !isId(leaseId) || !/^\d{1,9}$/.test(seq) || more.length > 0) throw badCursor();
	return { atMicros, leaseId: leaseId as LeaseId, seq: Number(seq) };
}
