import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Database, migrateDatabase, openDatabase } from "@berth/db";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { createEmptyDatabase, createTestDatabase, migrationsDir, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";

test("four processes may migrate an empty database at once, and a second time finds nothing to do", async () => {
	await using empty = await createEmptyDatabase();
	const results = await Promise.all(Array.from({ length: 4 }, () => migrateDatabase(empty.url)));
	const applied = results.map((result) => result.applied).sort((a, b) => b - a);
	expect(applied[0]).toBeGreaterThan(0);
	expect(applied.slice(1)).toEqual([0, 0, 0]);
	expect(new Set(results.map((result) => result.installationId)).size).toBe(1);
	const again = await migrateDatabase(empty.url);
	expect(again).toEqual({ applied: 0, installationId: results[0]?.installationId });
	await using database = await openDatabase({ url: empty.url, poolMax: 2, statementTimeoutMs: 5_000 });
	expect(database.installationId).toBe(again.installationId);
	const { rows } = await withClient(empty.url, (client) => client.query("select to_regclass('graphile_worker.jobs') as jobs"));
	expect(rows[0].jobs).not.toBeNull();
});

test("a database without a schema is told from one that cannot be reached", async () => {
	await using empty = await createEmptyDatabase();
	const open = (url: string): Promise<Database> => openDatabase({ url, poolMax: 2, statementTimeoutMs: 5_000 });
	await expect(open(empty.url)).rejects.toMatchObject({ code: "INTERNAL", message: expect.stringContaining("migrations") });
	await expect(open("postgres://postgres@127.0.0.1:1/nowhere")).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
	await expect(migrateDatabase("postgres://postgres@127.0.0.1:1/nowhere")).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
});

test("two test databases are two installations", async () => {
	await using one = await createTestDatabase();
	await using two = await createTestDatabase();
	expect(one.database.installationId).not.toBe(two.database.installationId);
});

test("a bundle migrates from the files that lie beside it, and delivers callbacks", async () => {
	await using empty = await createEmptyDatabase();
	const dir = await mkdtemp(join(tmpdir(), "berth-bundle-"));
	try {
		await build({
			entryPoints: [fileURLToPath(import.meta.resolve("@berth/db"))],
			outfile: join(dir, "main.mjs"),
			bundle: true,
			platform: "node",
			format: "esm",
			banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
			external: ["pg-native"],
		});
		await cp(migrationsDir, join(dir, "drizzle"), { recursive: true });
		// The bundle exports what the package does.
		const bundle: typeof import("@berth/db") = await import(/* @vite-ignore */ pathToFileURL(join(dir, "main.mjs")).href);
		expect((await bundle.migrateDatabase(empty.url)).applied).toBeGreaterThan(0);
		await using database = await bundle.openDatabase({ url: empty.url, poolMax: 2, statementTimeoutMs: 5_000 });
		const stop = new AbortController();
		const jobs = database.runCallbackJobs(async () => null, stop.signal);
		await waitUntil(
			() =>
				withClient(empty.url, async (client) => (await client.query("select from pg_stat_activity where query ilike 'listen %'")).rowCount),
			{ timeoutMs: 20_000, what: "the job library to listen" },
		);
		stop.abort();
		await jobs;
	} finally {
		await rm(dir, { recursive: true });
	}
});
