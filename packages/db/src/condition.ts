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
	/** Pages that were read with another checksum than they were written with; null where pages have none. */
	readonly checksumFailures: number | null;
	/** Indexes that no query uses since their making failed. */
	readonly invalidIndexes: readonly string[];
	/** Constraints that hold for new rows alone. */
	readonly openConstraints: readonly string[];
}

/** Errors  DATABASE_UNAVAILABLE. Cost  one statement; the tables of users are small. */
export async function readCondition(database: Database): Promise<DatabaseCondition> {
	const known = countKnownMigrations();
	const askedAtMs = Date.now();
	try {
		const [row] = await rowsOf<Omit<DatabaseCondition, "askedAtMs" | "answeredAtMs" | "known">>(
			poolOf(database),
			`select clock_timestamp() as now,
				(select count(*)::int from drizzle.__drizzle_migrations) as applied,
				(select count(*)::int from "user" where "isAdmin") as admins,
				(select count(distinct "user".id)::int from "user" join account on account."userId" = "user".id
					where "user"."isAdmin" and account."providerId" = 'credential') as "adminsWithPassword",
				(select checksum_failures::float8 from pg_stat_database where datname = current_database()) as "checksumFailures",
				array(select indexrelid::regclass::text from pg_index where not indisvalid
					and indexrelid not in (select index_relid from pg_stat_progress_create_index) order by 1) as "invalidIndexes",
				array(select conname::text from pg_constraint where not convalidated order by 1) as "openConstraints"`,
			[],
		);
		if (row === undefined) throw new Error("a select without a table gave no row");
		return { ...row, askedAtMs, answeredAtMs: Date.now(), known };
	} catch (error) {
		throw translateError(error);
	}
}
