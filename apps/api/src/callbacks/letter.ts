import type { LeaseId, TenantId } from "@berth/core";
import type { BackendFacts, CallbackRecord } from "@berth/db";
import { toBackendCallback } from "../wire/callback-body.ts";
import { isBackendAddress } from "../wire/callback-url.ts";
import { SIGNATURE_HEADER } from "../wire/protocol.ts";
import { isPublicAddress } from "./address-guard.ts";
import { callbackKeyOf } from "./signature.ts";

/** A callback as it is sent. */
export interface Letter {
	readonly body: string;
	readonly key: string;
	readonly signatureHeader: string;
	/** Whether it may be sent to an address; null lets it go anywhere. */
	readonly mayGoTo: ((address: string) => boolean) | null;
	/** Whether it is given up after one try: others wait behind it that are not its receiver's. */
	readonly isTriedOnce: boolean;
}

export interface LetterOptions {
	readonly rootSecret: string;
	/** Whether callbacks of tenants may go anywhere. */
	readonly allowPrivate: boolean;
	/** Null where the backend protocol is off. */
	readonly backend: {
		readonly secret: string;
		readonly name: string;
		factsOf(leaseId: LeaseId): Promise<(BackendFacts & { readonly uuid: string }) | null>;
	} | null;
}

/** What is sent of a callback that is owed; null when there is nothing to be said of it in the words of who is told. */
export type LetterOf = (callback: CallbackRecord, tenantId: TenantId) => Promise<Letter | null>;

/**
 * Of a lease that came by the backend protocol its client is told in the protocol's form, where it wanted to be told and nowhere else:
 * what is signed with its secret is not for a tenant to have. Everybody else is told in ours, signed with the tenant's own key; of such
 * a lease once, for the client is told in order and would wait behind a tenant's receiver that never answers.
 */
export function createLetters({ rootSecret, allowPrivate, backend }: LetterOptions): LetterOf {
	return async (callback, tenantId) => {
		const facts = backend && (await backend.factsOf(callback.leaseId));
		if (!backend || !facts?.callbackUrls.includes(callback.url))
			return {
				body: JSON.stringify(callback.body),
				key: callbackKeyOf(rootSecret, tenantId),
				signatureHeader: "x-berth-signature",
				mayGoTo: allowPrivate ? null : isPublicAddress,
				isTriedOnce: facts !== null,
			};
		const told = toBackendCallback(callback.body, facts, backend.name);
		return (
			told && {
				body: JSON.stringify(told),
				key: backend.secret,
				signatureHeader: SIGNATURE_HEADER,
				mayGoTo: isBackendAddress,
				isTriedOnce: false,
			}
		);
	};
}
