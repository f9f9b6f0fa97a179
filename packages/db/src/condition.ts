import type { Database } from "./database.ts";
import { countKnownMigrations } from "./migrate.ts";
import { poolOf } from "./open-database.ts";
import { rowsOf } from "./query.ts";
import { translateError } from "./translate-error.ts";

/** What a check of the installation wants to know of its database. */
export interface DatabaseCondition {
	/** Its clock, read between these two moments of ours. */
	readonly now: Date;
	readonly askedAtMs: number;
	readonly answeredAtMs: number;
	/** Migrations that were applied to it, and those that this program knows. */
	readonly applied: number;
	readonly known: number;
	readonly admins: number;
	readonly adminsWithPassword: number;
}

/** Errors  DATABASE_UNAVAILABLE. Cost  one statement; the tables of users are small. */
export async function readCondition(database: Database): Promise<DatabaseCondition> {
	const known = countKnownMigrations();
	const askedAtMs = Date.now();
	try {
		const [row] = await rowsOf<Pick<DatabaseCondition, "now" | "applied" | "admins" | "adminsWithPassword">>(
			poolOf(database),
			`select clock_timestamp() as now,
				(select count(*)::int from drizzle.__drizzle_migrations) as applied,
				(select count(*)::int from "user" where "isAdmin") as admins,
				(select count(distinct "user".id)::int from "user" join account on account."userId" = "user".id
					where "user"."isAdmin" and account."providerId" = 'credential') as "adminsWithPassword"`,
			[],
		);
		if (row === undefined) throw new Error("a select without a table gave no row");
		return { ...row, askedAtMs, answeredAtMs: Date.now(), known };
	} catch (error) {
		throw translateError(error);
	}
}
