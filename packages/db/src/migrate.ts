import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AppError, newId } from "@berth/core";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import { readInstallationId } from "./installation.ts";
import { translateError } from "./translate-error.ts";

/** Any number that nobody else in the database uses for an advisory lock. */
const LOCK = 4_710_232_019;

/** Beside the source as it stands in the repository, or beside a bundle that brought them along. */
const places = [new URL("../drizzle/", import.meta.url), new URL("./drizzle/", import.meta.url)].map((url) => fileURLToPath(url));

const applied = `select count(*)::int as count from drizzle.__drizzle_migrations`;

/**
 * Brings a database to the newest schema: our tables, then the job library's, then the row that names the installation.
 *
 * `migrationsDir`  where the SQL files and `meta/_journal.json` are; found beside the source or the bundle when absent.
 * Returns          how many of our migrations were applied now, and whose database it is.
 * Errors           DATABASE_UNAVAILABLE; INTERNAL when a migration fails, which then left nothing, and where the server lacks pg_trgm.
 * Concurrency      any number of processes at once: a session advisory lock lets them through one by one, the later ones find
 *                  nothing to do.
 */
export async function migrateDatabase(
	url: string,
	options: { readonly migrationsDir?: string } = {},
): Promise<{ readonly applied: number; readonly installationId: string }> {
	const client = new pg.Client({ connectionString: url, application_name: "berth migrate" });
	client.on("error", () => undefined);
	try {
		await client.connect();
		await client.query("select pg_advisory_lock($1)", [LOCK]);
		return await migrateLocked(client, url, options.migrationsDir ?? findMigrations());
	} catch (error) {
		throw translateError(error);
	} finally {
		// The lock ends with the session.
		await client.end().catch(() => undefined);
	}
}

async function migrateLocked(client: pg.Client, url: string, migrationsFolder: string) {
	await assertExtension(client);
	const before = await countApplied(client);
	await migrate(drizzle({ client }), { migrationsFolder });
	await runMigrations({ connectionString: url, logger: new Logger(() => () => undefined) });
	await client.query("insert into installation (id) values ($1) on conflict do nothing", [newId()]);
	return { applied: (await countApplied(client)) - before, installationId: await readInstallationId(client) };
}

/** Said before anything is done: the server's own words name a file on its disk. */
async function assertExtension(client: pg.Client): Promise<void> {
	const { rowCount } = await client.query("select from pg_available_extensions where name = 'pg_trgm'");
	if (rowCount === 0)
		throw new AppError("INTERNAL", { message: "The database's server lacks the extension pg_trgm; install PostgreSQL's contrib package." });
}

async function countApplied(client: pg.Client): Promise<number> {
	const { rows } = await client.query<{ there: boolean }>("select to_regclass('drizzle.__drizzle_migrations') is not null as there");
	if (!rows[0]?.there) return 0;
	return (await client.query<{ count: number }>(applied)).rows[0]?.count ?? 0;
}

/** How many migrations this program knows. */
export function countKnownMigrations(): number {
	const journal: unknown = JSON.parse(readFileSync(`${findMigrations()}meta/_journal.json`, "utf8"));
	const entries = typeof journal === "object" && journal !== null && "entries" in journal ? journal.entries : null;
	if (!Array.isArray(entries)) throw new AppError("INTERNAL", { message: "The list of migrations cannot be read." });
	return entries.length;
}

function findMigrations(): string {
	const found = places.find((place) => existsSync(`${place}meta/_journal.json`));
	if (found === undefined) throw new AppError("INTERNAL", { message: "The migrations are not beside the program; pass migrationsDir." });
	return found;
}
