import { systemClock } from "@berth/core";
import { authDatabase, type Database, type DatabaseObserver, openDatabase } from "@berth/db";
import type { Log } from "@berth/lease";
import { type AuthService, createAuthService } from "./auth/create-accounts.ts";
import { oidcSettings } from "./auth/oidc-settings.ts";
import type { Config } from "./config.ts";
import { createKeptLimiters, type KeptLimiters } from "./limits/kept-limits.ts";

/** The database and the people in it: what both the service and the one-off commands stand on. */
export interface Data {
	readonly database: Database;
	readonly auth: AuthService;
	readonly limiters: KeptLimiters;
}

/** Errors  DATABASE_UNAVAILABLE; INTERNAL when the schema is missing. */
export async function openData(config: Config, log: Log, observer?: DatabaseObserver): Promise<Data> {
	const database = await openDatabase({
		url: config.DATABASE_URL.reveal(),
		poolMax: config.DATABASE_POOL_MAX,
		statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT,
		...(observer && { observer }),
		onWarning: (said, err) => log.warn({ op: "database", said, err }, "trouble with the database"),
	});
	const pool = authDatabase(database);
	const limiters = createKeptLimiters(pool);
	const auth = createAuthService({
		database: pool,
		limiters,
		publicUrl: config.PUBLIC_URL,
		secret: config.AUTH_SECRET,
		sessionMs: config.SESSION_TTL,
		oidc: oidcSettings(config),
		requireAdminSecondFactor: config.REQUIRE_ADMIN_2FA,
		catalog: database.stores.catalog,
		people: database.stores.people,
		audit: database.stores.audit,
		clock: systemClock,
		log,
	});
	return { database, auth, limiters };
}
