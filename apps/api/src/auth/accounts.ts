import type { Principal } from "./principal.ts";

/** A URL that signs one person in, once. */
interface SignInLink {
	readonly url: string;
	readonly expiresAt: Date;
}

/** People and their sessions, without a word of the library that keeps them. */
export interface Accounts {
	/**
	 * Null without a valid session or API key; `address` is where the caller is. Remembered for a few seconds, so a batch of calls
	 * costs one read.
	 */
	principalOf(headers: Headers, address: string): Promise<Principal | null>;
	/** Makes the user if the address is new; an existing one keeps its name, and may be made an admin but never loses it. */
	ensureUser(user: { readonly email: string; readonly name?: string; readonly isAdmin?: boolean }): Promise<{ readonly userId: string }>;
	createSignInLink(email: string, forMs: number): Promise<SignInLink>;
	hasPassword(userId: string): Promise<boolean>;
	/** Sets the first password, or changes one given the present one. Errors  BAD_INPUT, FORBIDDEN when the present one is wrong. */
	setPassword(headers: Headers, input: { readonly newPassword: string; readonly currentPassword?: string }): Promise<void>;
}
