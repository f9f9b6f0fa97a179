import { type ApiKeyId, AppError, type Clock, isCovered, MINUTE, type Millis, newId, SECOND, Secret } from "@berth/core";
import type { CatalogStore, DeviceLoginRecord, DeviceLoginStore } from "@berth/db";
import type { Principal } from "../auth/principal.ts";
import { hashOfSecret, newSecret, writeKey } from "../keys/key-text.ts";
import { grant, heldBy, KEYS_MAX } from "../keys/limits.ts";
import type { Decider, DeviceLogins, GivenLogin } from "./device-logins.ts";
import type { LoginLimits } from "./login-limits.ts";
import { createCodeHash, newUserCode, readUserCode } from "./user-code.ts";

interface LoginTools {
	readonly store: DeviceLoginStore;
	readonly catalog: Pick<CatalogStore, "findTenant">;
	readonly limits: LoginLimits;
	readonly clock: Clock;
	/** Hashes of codes are made with it. */
	readonly rootSecret: string;
	readonly publicUrl: string;
}

/** Shorter: who has to sign in first is too late. Longer: a code that was looked at over a shoulder is good for as long. */
const LIFE_MS: Millis = 10 * MINUTE;
/** Shorter: more questions that nobody has decided. Longer: who confirmed waits to see it in the terminal. */
const POLL_MS: Millis = 2 * SECOND;
/** An answer that is underway shortens the time between two questions. */
const TOO_SOON_MS: Millis = POLL_MS / 2;
/** Of 20^8 codes some are taken; that this many in a row are does not happen. */
const CODES_MAX = 5;

export function createDeviceLogins({ store, catalog, limits, clock, rootSecret, publicUrl }: LoginTools): DeviceLogins {
	const hashOfCode = createCodeHash(rootSecret);

	/** What is no code is a wrong one. */
	const find = async ({ principal, address }: Decider, text: string) => {
		const code = readUserCode(text);
		const hash = code === null ? null : hashOfCode(code);
		const login = await limits.tried(principal.userId, address, async () => (hash === null ? null : store.find(hash)));
		if (login === null || hash === null) throw new AppError("NOT_FOUND", { message: "There is no such code, or it was long ago." });
		return { login, hash };
	};

	return {
		async begin(asked) {
			await limits.begun(asked.address);
			const [keyId, secret, deviceSecret] = [newId<ApiKeyId>(clock.now().getTime()), newSecret(), newSecret()];
			const kept = { ...asked, keyId, deviceHash: hashOfSecret(deviceSecret), secretHash: hashOfSecret(secret) };
			for (let codes = 0; codes < CODES_MAX; codes += 1) {
				const userCode = newUserCode();
				const expiresAt = await store.begin({ ...kept, codeHash: hashOfCode(userCode) }, LIFE_MS);
				if (expiresAt === null) continue;
				const key = writeKey({ id: keyId, secret });
				return { deviceSecret: new Secret(deviceSecret), key, userCode, url: `${publicUrl}/device`, expiresAt, pollIntervalMs: POLL_MS };
			}
			throw new AppError("INTERNAL");
		},

		async poll(deviceSecret) {
			const found = await store.poll(hashOfSecret(deviceSecret), TOO_SOON_MS);
			if (found === null) throw new AppError("NOT_FOUND", { message: "There is no such login, or it was long ago." });
			return { ...found, pollIntervalMs: POLL_MS };
		},

		look: async (by, code) => (await find(by, code)).login,

		async confirm(by, code, given) {
			const { login, hash } = await find(by, code);
			const { principal, audit } = by;
			const place = await placeOf(principal, login, given);
			const unasked = given.scopes.find((scope) => !isCovered(login.scopes, scope));
			if (unasked !== undefined)
				throw new AppError("FORBIDDEN", { message: `The program did not ask for the scope ${unasked}.`, data: { scope: unasked } });
			const wish = { scopes: given.scopes, leaseIds: null, cidrs: null, days: given.days };
			const whose = { tenantId: given.tenantId, userId: principal.userId, createdBy: principal.label };
			const key = { ...grant(wish, heldBy(place), null, clock.now()), ...whose, name: nameOf(login) };
			return store.confirm(hash, key, KEYS_MAX, audit);
		},

		async deny(by, code) {
			const { hash } = await find(by, code);
			return store.deny(hash, by.audit);
		},
	};

	/** Where the key is to be, with what who confirms is there. Errors  NOT_FOUND, FORBIDDEN. */
	async function placeOf(principal: Principal, { scopes }: DeviceLoginRecord, { tenantId }: GivenLogin) {
		if (tenantId === null) {
			if (!principal.isAdmin) throw new AppError("FORBIDDEN", { message: "Only an admin makes keys that are of no tenant." });
			if (!scopes.some((scope) => scope.startsWith("admin:")))
				throw new AppError("FORBIDDEN", { message: "The program asked for nothing that is of no tenant." });
			return { tenant: null, role: "owner" } as const;
		}
		const own = principal.memberships.find(({ tenant }) => tenant.id === tenantId);
		if (own !== undefined) return own;
		// An admin acts for any tenant like its owner.
		const tenant = principal.isAdmin ? await catalog.findTenant(tenantId) : null;
		if (tenant === null) throw new AppError("NOT_FOUND", { message: "You belong to no such tenant.", data: { field: "tenantId" } });
		return { tenant, role: "owner" } as const;
	}
}

/** What logs will call the key: the program's name without its version, and the host it is on. */
const nameOf = ({ program, host }: DeviceLoginRecord): string => {
	const [name = program] = program.split(" ");
	return host === null ? name : `${name}@${host}`.slice(0, 64);
};
