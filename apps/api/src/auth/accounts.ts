import type { TenantRecord } from "@berth/db";

/** Who stands behind a session, and what they may touch. */
export interface Principal {
	readonly userId: string;
	readonly email: string;
	readonly name: string;
	readonly isAdmin: boolean;
	readonly memberships: readonly { readonly tenant: TenantRecord; readonly role: "owner" | "member" }[];
}

/** A URL that signs one person in, once. */
interface SignInLink {
	readonly url: string;
	readonly expiresAt: Date;
}

/** People and their sessions, without a word of the library that keeps them. */
export interface Accounts {
	/** Null without a valid session. Remembered for a few seconds, so a batch of calls costs one read. */
	principalOf(headers: Headers): Promise<Principal | null>;
	/** Makes the user if the address is new; an existing one keeps its name, and may be made an admin but never loses it. */
	ensureUser(user: { readonly email: string; readonly name?: string; readonly isAdmin?: boolean }): Promise<{ readonly userId: string }>;
	createSignInLink(email: string, forMs: number): Promise<SignInLink>;
	hasPassword(userId: string): Promise<boolean>;
	/** Sets the first password, or changes one given the present one. Errors  BAD_INPUT, FORBIDDEN when the present one is wrong. */
	setPassword(headers: Headers, input: { readonly newPassword: string; readonly currentPassword?: string }): Promise<void>;
}
