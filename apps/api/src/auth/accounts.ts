import type { Principal } from "./principal.ts";

/** A URL that signs one person in, once. */
interface SignInLink {
	readonly url: string;
	readonly expiresAt: Date;
}

/** How somebody gets in. */
export interface WaysIn {
	readonly hasPassword: boolean;
	/** Whether the identity provider knows this account. */
	readonly isLinked: boolean;
}

/** Somebody signed in somewhere. */
export interface SessionView {
	readonly id: string;
	readonly isPresent: boolean;
	readonly address: string | null;
	readonly program: string | null;
	readonly createdAt: Date;
	readonly expiresAt: Date;
}

/** People and their sessions, without a word of the library that keeps them. */
export interface Accounts {
	/**
	 * Null without a valid session or API key; `address` is where the caller is. Remembered for a few seconds, so a batch of calls
	 * costs one read.
	 */
	principalOf(headers: Headers, address: string): Promise<Principal | null>;
	/** Forgets at once what is remembered of somebody, so that the next call asks again, and so do open streams. */
	forget(userId: string): void;
	/** Called whenever somebody's rights may have changed in this process. Returns the undo. */
	onChange(listener: () => void): () => void;
	/**
	 * Makes the user if the address is new; an existing one keeps its name, and may be made an admin but never loses it.
	 *
	 * Errors  CONFLICT for an account that an invitation made: nobody proved that it is who has the address.
	 */
	ensureUser(user: { readonly email: string; readonly name?: string; readonly isAdmin?: boolean }): Promise<{ readonly userId: string }>;
	/** Whoever has a second factor is asked for it all the same. Errors  NOT_FOUND when nobody has the address. */
	createSignInLink(email: string, forMs: number): Promise<SignInLink>;
	/** Makes the links that were handed out for somebody good for nothing. */
	voidLinks(userId: string): Promise<void>;
	waysIn(userId: string): Promise<WaysIn>;
	/** What is kept of a password. Errors  BAD_INPUT for one that is too short or too long. */
	hashPassword(password: string): Promise<string>;
	/**
	 * Sets the first password, or changes one given the present one; every other session of theirs ends with it.
	 *
	 * Errors  BAD_INPUT, FORBIDDEN when the present one is wrong.
	 */
	setPassword(headers: Headers, input: { readonly newPassword: string; readonly currentPassword?: string }): Promise<void>;
	/** Newest first. Errors  UNAUTHENTICATED. */
	sessions(headers: Headers): Promise<readonly SessionView[]>;
	/** Ends one of the caller's own sessions. Errors  UNAUTHENTICATED, NOT_FOUND. */
	endSession(headers: Headers, sessionId: string): Promise<void>;
	/** Ends every session of the caller's but this one, and links to others. Returns how many. Errors  UNAUTHENTICATED. */
	endOtherSessions(headers: Headers): Promise<number>;
	/** Ends every session of somebody, and links to others, and has every device asked for the second factor again. */
	endSessions(userId: string): Promise<void>;
	/** Takes away a second factor that was lost, and ends their sessions. Errors  NOT_FOUND when nobody has the address. */
	resetSecondFactor(userId: string): Promise<void>;
	/** Lets the identity provider vouch for them no longer. Errors  CONFLICT without a password, which would lock them out. */
	unlink(userId: string): Promise<void>;
	/** What the sign-in page offers beside passwords. */
	readonly provider: { readonly name: string } | null;
}
