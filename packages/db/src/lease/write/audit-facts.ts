import type { LeaseEventBody } from "@berth/core";
import type { LeaseChange, NewLease } from "../../lease-change.ts";

/** What the audit log says of a change of a lease: which request, release, term and data, and nothing of what is in a release. */
export const factsOfChange = ({ set, newOperation, newRelease, joinedBy, events }: LeaseChange): Readonly<Record<string, unknown>> => ({
	...(newOperation && { operationId: newOperation.id, kind: newOperation.kind }),
	...(joinedBy && { operationId: joinedBy.operationId, joined: true }),
	...(newRelease && { release: newRelease.number, cause: newRelease.cause }),
	...(set?.cancelRequested && { operationId: set.cancelRequested }),
	...(set?.expiresAt !== undefined && { expiresAt: set.expiresAt?.toISOString() ?? null }),
	...(set?.quarantined !== undefined && { quarantined: set.quarantined }),
	...(set?.closeData !== undefined && { data: set.closeData }),
	...Object.assign({}, ...events.map(({ body }) => (body.type === "session" ? sessionFacts(body) : {}))),
});

/** Not the arguments, which may hold a secret. */
const sessionFacts = ({ sessionId, what, service, index, program }: Extract<LeaseEventBody, { readonly type: "session" }>) => ({
	session: sessionId,
	what,
	service,
	index,
	program,
});

export const factsOfNew = ({ name, partition, operation, restoreOf, expiresAt }: NewLease): Readonly<Record<string, unknown>> => ({
	name,
	operationId: operation.id,
	kind: operation.kind,
	release: 1,
	...(partition && { partition }),
	...(restoreOf && { restoreOf }),
	...(expiresAt && { expiresAt: expiresAt.toISOString() }),
});
