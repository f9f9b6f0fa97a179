import type { BackendStore } from "../backend-store.ts";
import type { Connection } from "../connection.ts";
import { findBackendLease, findOpenBackendLeases, findRetainedRecord, listBackendLeases, listRetainedNames } from "./read.ts";
import { backendFactsOf, rememberBackend } from "./remember.ts";
import { takeSignature } from "./take-signature.ts";
import { backendTotals } from "./totals.ts";

/** What the backend protocol asks about leases, by the names its client gave them. */
export const createBackendStore = ({ pool }: Connection): BackendStore => ({
	find: (uuid) => findBackendLease(pool, uuid),
	findOpen: (uuids) => findOpenBackendLeases(pool, uuids),
	listOpen: (page) => listBackendLeases(pool, page),
	listRetained: (page) => listRetainedNames(pool, page),
	factsOf: (leaseId) => backendFactsOf(pool, leaseId),
	findRetained: (uuid) => findRetainedRecord(pool, uuid),
	remember: (leaseId, said) => rememberBackend(pool, leaseId, said),
	takeSignature: (mac, forMs) => takeSignature(pool, mac, forMs),
	totals: () => backendTotals(pool),
});
