/** What `wholeAudit` says. */
export const wholeAuditText = {
	auditOfAll: "Audit of all",
} as const;

/** What `tenantAudit` says. */
export const tenantAuditText = {
	audit: "Audit",
} as const;

/** What `auditLog` says. */
export const auditLogText = {
	csv: "CSV",
	ndjson: "NDJSON",
	filter: "Filter",
	who: "Who",
	userAdaExampleOrg: "user:ada@example.org",
	what: "What",
	leaseRestart: "lease.restart",
	idOfWhatItWas: "Id of what it was done to",
	clear: "Clear",
	theLogCouldNotBe: "The log could not be loaded",
	nothingMatches: "Nothing matches",
	nothingWasDoneYet: "Nothing was done yet",
	clearTheFilter: "Clear the filter",
	eachChangeSomebodyAsksFor: "Each change somebody asks for stands here from the moment it is made: who, from where, what, and to what.",
	loadOlderOnes: "Load older ones",
	refused: "refused",
} as const;
