import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { newId } from "@berth/core";
import { type Database, type DatabaseOptions, migrateDatabase, openDatabase } from "@berth/db";
import pg from "pg";

/** Where databases may be made; the tests' own start script sets the variable. */
const adminUrl = () => process.env.BERTH_TEST_DATABASE_URL ?? "postgres://postgres@127.0.0.1:54329/postgres";

export const migrationsDir = fileURLToPath(new URL("../../packages/db/drizzle/", import.meta.url));

/** Any number; serialises the making of templates on one server. */
const TEMPLATE_LOCK = 4_710_232_020;

export interface TestDatabase extends AsyncDisposable {
	readonly url: string;
	readonly database: Database;
}

/**
 * Makes a migrated database of the test's own, with an installation id of its own, and opens it. Disposing closes and drops it.
 *
 * Cost  some 30 ms: it is cloned from a template that is made once per server and schema.
 */
export async function createTestDatabase(options: Partial<Omit<DatabaseOptions, "url">> = {}): Promise<TestDatabase> {
	const name = `berth_test_${randomUUID().replaceAll("-", "").slice(0, 20)}`;
	await withAdmin(async (admin) => {
		const template = await ensureTemplate(admin);
		await admin.query(`create database ${name} template ${template}`);
	});
	const drop = () => withAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`));
	const url = urlOf(name);
	try {
		await withClient(url, async (client) => client.query("update installation set id = $1", [await newInstallationId()]));
		const database = await openDatabase({ url, poolMax: 10, statementTimeoutMs: 30_000, ...options });
		return {
			url,
			database,
			[Symbol.asyncDispose]: async () => {
				try {
					await database.close();
				} finally {
					await drop();
				}
			},
		};
	} catch (error) {
		await drop();
		throw error;
	}
}

/** Noted down for whoever starts the tests: if they are killed, what they made on a host can still be told by it. */
async function newInstallationId(): Promise<string> {
	const id = newId();
	const notes = process.env.BERTH_TEST_INSTALLATIONS;
	if (notes) await appendFile(notes, `${id}\n`);
	return id;
}

/** Makes a database without any schema, for tests of the migrations. */
export async function createEmptyDatabase(): Promise<AsyncDisposable & { readonly url: string }> {
	const name = `berth_test_${randomUUID().replaceAll("-", "").slice(0, 20)}`;
	await withAdmin((admin) => admin.query(`create database ${name}`));
	return {
		url: urlOf(name),
		[Symbol.asyncDispose]: () => withAdmin(async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`))),
	};
}

/** Runs statements on a connection of their own, past the stores. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: url, application_name: "berth test" });
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

const withAdmin = <T>(work: (client: pg.Client) => Promise<T>) => withClient(adminUrl(), work);

function urlOf(name: string): string {
	const url = new URL(adminUrl());
	url.pathname = `/${name}`;
	return url.href;
}

/** Migrates the template unless it is there. It counts as there once it is marked as a template: half a one is made anew. */
async function ensureTemplate(admin: pg.Client): Promise<string> {
	const name = `berth_template_${schemaHash()}`;
	const isReady = async () => {
		const { rows } = await admin.query("select from pg_database where datname = $1 and datistemplate", [name]);
		return rows.length > 0;
	};
	if (await isReady()) return name;
	await admin.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
	try {
		if (await isReady()) return name;
		await admin.query(`drop database if exists ${name} with (force)`);
		await admin.query(`create database ${name}`);
		await migrateDatabase(urlOf(name), { migrationsDir });
		await admin.query(`alter database ${name} with is_template true allow_connections false`);
		return name;
	} finally {
		await admin.query("select pg_advisory_unlock($1)", [TEMPLATE_LOCK]);
	}
}

/** The migrations and the job library's version are the schema. */
function schemaHash(): string {
	const hash = createHash("sha256");
	for (const file of readdirSync(migrationsDir)
		.filter((file) => file.endsWith(".sql"))
		.sort())
		hash.update(file).update(readFileSync(`${migrationsDir}${file}`));
	// The one fact of the file that matters here, with the shape that every package's file has.
	const { dependencies } = JSON.parse(readFileSync(new URL("../../packages/db/package.json", import.meta.url), "utf8")) as {
		dependencies: Record<string, string>;
	};
	hash.update(`graphile-worker ${dependencies["graphile-worker"]}`);
	return hash.digest("hex").slice(0, 12);
}
