import { randomUUID } from "node:crypto";

/** The caller's id for a request if it is well-formed, so that both sides' logs can be joined; else one of ours. */
export const requestIdOf = (given: string | null | undefined): string =>
	given !== null && given !== undefined && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
