import { randomUUID } from "node:crypto";
import { AppError, type Clock } from "@berth/core";
import type { CatalogStore } from "@berth/db";
import type { Accounts } from "./accounts.ts";
import { type AuthOptions, createAuth } from "./create-auth.ts";
import type { Principal } from "./principal.ts";
import { createPrincipalCache } from "./principal-cache.ts";

/** What the HTTP side needs of the auth library beside {@link Accounts}. */
export interface AuthService {
	readonly accounts: Accounts;
	/** Answers one of the library's own paths. */
	handle(request: Request): Promise<Response>;
}

/** People, sessions and links over the auth library. */
export function createAuthService(options: AuthOptions & { readonly catalog: CatalogStore; readonly clock: Clock }): AuthService {
	const links = new Map<string, (url: string) => void>();
	const auth = createAuth(options, (nonce, url) => links.get(nonce)?.(url));
	const cache = createPrincipalCache(options.clock);
	const { catalog, clock } = options;

	async function readPrincipal(cookie: string): Promise<Principal | null> {
		const held = await auth.api.getSession({ headers: new Headers({ cookie }) }).catch((cause: unknown) => {
			// All it does is read two rows.
			throw new AppError("DATABASE_UNAVAILABLE", { cause });
		});
		if (held === null) return null;
		const { id, email, name, isAdmin } = held.user;
		return { userId: id, email, name, label: `user:${email}`, isAdmin, memberships: await catalog.memberships(id), key: null };
	}

	const accounts: Accounts = {
		async principalOf(headers) {
			const cookie = headers.get("cookie");
			return cookie === null ? null : cache.get(cookie, () => readPrincipal(cookie));
		},

		async ensureUser({ email, name, isAdmin }) {
			const { internalAdapter } = await auth.$context;
			const address = email.toLowerCase();
			const found = await internalAdapter.findUserByEmail(address);
			if (found === null) {
				// Whoever holds the link was given it by an admin, which is all the proof of the address there is.
				const made = { email: address, name: name ?? address, emailVerified: true, isAdmin: isAdmin ?? false };
				return { userId: (await internalAdapter.createUser(made, { method: "admin" })).id };
			}
			if (isAdmin) await internalAdapter.updateUser(found.user.id, { isAdmin: true });
			return { userId: found.user.id };
		},

		async createSignInLink(email, forMs) {
			const nonce = randomUUID();
			const made = Promise.withResolvers<string>();
			links.set(nonce, made.resolve);
			try {
				const body = { email: email.toLowerCase(), callbackURL: "/", errorCallbackURL: "/sign-in", metadata: { nonce, forMs } };
				await auth.api.signInMagicLink({ body, headers: new Headers() });
				return { url: await made.promise, expiresAt: new Date(clock.now().getTime() + forMs) };
			} finally {
				links.delete(nonce);
			}
		},

		hasPassword: async (userId) => (await (await auth.$context).internalAdapter.findAccounts(userId)).some(isPassword),

		async setPassword(headers, { newPassword, currentPassword }) {
			const session = await auth.api.getSession({ headers });
			if (session === null) throw new AppError("UNAUTHENTICATED");
			if (!(await accounts.hasPassword(session.user.id))) {
				await auth.api.setPassword({ headers, body: { newPassword } }).catch(refusedPassword);
				return;
			}
			if (currentPassword === undefined)
				throw new AppError("BAD_INPUT", { message: "The present password is needed to set another.", data: { field: "currentPassword" } });
			await auth.api.changePassword({ headers, body: { newPassword, currentPassword } }).catch(refusedPassword);
		},
	};

	return {
		accounts,
		async handle(request) {
			const answer = await auth.handler(request);
			const cookie = request.headers.get("cookie");
			if (cookie !== null && request.method === "POST") cache.forget(cookie);
			return answer;
		},
	};
}

const isPassword = (account: { readonly providerId: string }) => account.providerId === "credential";

function refusedPassword(cause: unknown): never {
	throw new AppError("FORBIDDEN", { message: "The present password is wrong, or the new one is not accepted.", cause });
}
