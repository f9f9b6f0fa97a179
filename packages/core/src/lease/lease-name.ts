/** What a lease may be called, and the rule in words. */
export const LEASE_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const LEASE_NAME_RULE = "a lease name is 1 to 63 of a-z, 0-9 and -, not at its ends";
