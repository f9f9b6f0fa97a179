import { AppError, type Clock } from "@berth/core";
import type { CatalogStore, PeopleStore } from "@berth/db";
import type { Accounts } from "./accounts.ts";
import { type AuthOptions, createAuth } from "./create-auth.ts";
import { OIDC_PROVIDER } from "./oidc.ts";
import { createOwnSessions } from "./own-sessions.ts";
import { createPasswordTries } from "./password-tries.ts";
import type { Principal } from "./principal.ts";
import { createPrincipalCache } from "./principal-cache.ts";
import { createSightings } from "./sightings.ts";
import { linkIdentifier, newToken } from "./sign-in-link.ts";

/** What the HTTP side needs of the auth library beside {@link Accounts}. */
export interface AuthService {
	readonly accounts: Accounts;
	/** Answers one of the library's own paths. */
	handle(request: Request): Promise<Response>;
}

export interface AuthServiceOptions extends Omit<AuthOptions, "tries"> {
	/** An admin without a second factor has an admin's rights only once they have one. */
	readonly requireAdminSecondFactor: boolean;
	readonly catalog: CatalogStore;
	readonly people: Pick<PeopleStore, "seen">;
	readonly clock: Clock;
}

/** People, sessions and links over the auth library. */
export function createAuthService(options: AuthServiceOptions): AuthService {
	const { catalog, clock } = options;
	const cache = createPrincipalCache(clock);
	const isHere = createSightings(options.people, clock, options.log);
	const listeners = new Set<() => void>();
	const forget = (userId: string) => {
		cache.forgetUser(userId);
		for (const listener of listeners) listener();
	};
	const tries = createPasswordTries(options.limiters);
	const auth = createAuth({ ...options, tries }, { changed: forget, arrived: (userId) => welcome(options, userId) });
	const context = async () => auth.$context;

	async function readPrincipal(cookie: string): Promise<Principal | null> {
		const held = await auth.api.getSession({ headers: new Headers({ cookie }) }).catch((cause: unknown) => {
			// All it does is read two rows.
			throw new AppError("DATABASE_UNAVAILABLE", { cause });
		});
		if (held === null || (held.user.suspendedAt ?? null) !== null) return null;
		const { id, email, name } = held.user;
		isHere(id);
		const isAdmin = held.user.isAdmin && (!options.requireAdminSecondFactor || held.user.twoFactorEnabled === true);
		return { userId: id, email, name, label: `user:${email}`, isAdmin, memberships: await catalog.memberships(id), key: null };
	}

	async function findByEmail(email: string) {
		const found = await (await context()).internalAdapter.findUserByEmail(email.toLowerCase());
		return found?.user ?? null;
	}

	const sessions = createOwnSessions(auth);
	const accounts: Accounts = {
		...sessions,
		provider: options.oidc && { name: options.oidc.name },
		forget,
		onChange(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},

		async principalOf(headers) {
			const cookie = headers.get("cookie");
			return cookie === null ? null : cache.get(cookie, () => readPrincipal(cookie));
		},

		async ensureUser({ email, name, isAdmin }) {
			const { internalAdapter, adapter } = await context();
			const found = await findByEmail(email);
			if (found !== null) {
				// Whoever was asked in at the address may hold it: who names the address does not mean them.
				if (!found.emailVerified)
					throw new AppError("CONFLICT", {
						message:
							"The account of this address was made by an invitation, which proves no address. Ask it in by an invitation of this tenant's, remove it, or make it an admin by hand.",
					});
				if (isAdmin) await internalAdapter.updateUser(found.id, { isAdmin: true });
				return { userId: found.id };
			}
			// An admin says whose address it is, which is all the proof there is without a mail server.
			const address = email.toLowerCase();
			const now = clock.now();
			const data = {
				email: address,
				name: name ?? address,
				emailVerified: true,
				isAdmin: isAdmin ?? false,
				createdAt: now,
				updatedAt: now,
			};
			return { userId: (await adapter.create<{ readonly id: string }>({ model: "user", data })).id };
		},

		async createSignInLink(email, forMs) {
			const user = await findByEmail(email);
			if (user === null) throw new AppError("NOT_FOUND");
			const token = newToken();
			const expiresAt = new Date(clock.now().getTime() + forMs);
			const { internalAdapter } = await context();
			await internalAdapter.createVerificationValue({ identifier: linkIdentifier(token), value: user.id, expiresAt });
			// Behind the `#`: no server, no proxy and no log sees what is there.
			return { url: `${options.publicUrl}/sign-in#link=${token}`, expiresAt };
		},

		async waysIn(userId) {
			const held = await (await context()).internalAdapter.findAccounts(userId);
			return { hasPassword: held.some(isPassword), isLinked: held.some(({ providerId }) => providerId === OIDC_PROVIDER) };
		},

		async hashPassword(newPassword) {
			const { password } = await context();
			const { minPasswordLength: min, maxPasswordLength: max } = password.config;
			if (newPassword.length < min || newPassword.length > max)
				throw new AppError("BAD_INPUT", { message: `A password has ${min} to ${max} characters.`, data: { field: "password" } });
			return password.hash(newPassword);
		},

		async setPassword(headers, { newPassword, currentPassword }) {
			const session = await auth.api.getSession({ headers });
			if (session === null) throw new AppError("UNAUTHENTICATED");
			if (!(await accounts.waysIn(session.user.id)).hasPassword) {
				await auth.api.setPassword({ headers, body: { newPassword } }).catch(refusedPassword);
			} else {
				if (currentPassword === undefined)
					throw new AppError("BAD_INPUT", {
						message: "The present password is needed to set another.",
						data: { field: "currentPassword" },
					});
				await tries.charge(session.user.id);
				await auth.api.changePassword({ headers, body: { newPassword, currentPassword } }).catch(refusedPassword);
			}
			// Whoever knew the old one, or used a link that went astray, is out.
			await sessions.endOtherSessions(headers);
		},

		async resetSecondFactor(userId) {
			const { internalAdapter, adapter } = await context();
			if ((await internalAdapter.findUserById(userId)) === null) throw new AppError("NOT_FOUND");
			await adapter.deleteMany({ model: "twoFactor", where: [{ field: "userId", value: userId }] });
			await internalAdapter.updateUser(userId, { twoFactorEnabled: false });
			await sessions.endSessions(userId);
		},

		async unlink(userId) {
			const { internalAdapter } = await context();
			const held = await internalAdapter.findAccounts(userId);
			if (!held.some(isPassword))
				throw new AppError("CONFLICT", { message: "Set a password first: nothing else would let you in any more." });
			for (const { id, providerId } of held) {
				if (providerId === OIDC_PROVIDER) await internalAdapter.deleteAccount(id);
			}
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

/** Where the settings say that somebody new belongs. The tenant is made if need be, as the settings name it. */
async function welcome({ oidc, catalog }: AuthServiceOptions, userId: string): Promise<void> {
	if (oidc === null || oidc.newcomers === null) return;
	const { tenant, role } = oidc.newcomers;
	const known = (await catalog.findTenantByName(tenant)) ?? (await catalog.putTenant({ name: tenant }));
	await catalog.addMember(known.id, userId, role);
}

function refusedPassword(cause: unknown): never {
	throw new AppError("FORBIDDEN", { message: "The present password is wrong, or the new one is not accepted.", cause });
}
