/** What `firstLease` says. */
export const firstLeaseText = {
	registryNameTag: "registry/name:tag",
} as const;

/** What `noTenant` says. */
export const noTenantText = {
	thereIsNoTenantYet: "There is no tenant yet",
	leasesBelongToTenantsCreate: "Leases belong to tenants. Create the first one; as an admin you may lease for it at once.",
	createATenant: "Create a tenant",
	yourAccountBelongsToNo: "Your account belongs to no tenant. Ask an admin of this installation for an invitation.",
} as const;

/** What `overview` says. */
export const overviewText = {
	changedLast: "Changed last",
	leasesThatChangedLast: "Leases that changed last",
} as const;

/** What `preflightBanner` says. */
export const preflightBannerText = {
	andMore: (value: string | number) => `, and ${value} more`,
	whatToDo: "What to do",
} as const;

/** What `appError` says. */
export const appErrorText = {
	thisPageBroke: "This page broke",
	theFaultIsOursIn: "The fault is ours, in drawing the page; your leases are not touched by it.",
	code: "Code",
	drawItAgain: "Draw it again",
} as const;

/** What `appNotFound` says. */
export const appNotFoundText = {
	thereIsNoSuchPage: "There is no such page",
	theAddressMayBeMistyped: "The address may be mistyped, or what stood here is gone. Leases that were closed keep their pages.",
	overview: "Overview",
	leases: "Leases",
} as const;
