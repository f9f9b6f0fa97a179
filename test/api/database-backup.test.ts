import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { migrateDatabase, openDatabase } from "@berth/db";
import { expect, test } from "vitest";
import { former, rowsOfVersion } from "../db/former-rows.ts";
import { createEmptyDatabase, createTestDatabase, withClient } from "../support/postgres.ts";

const run = promisify(execFile);
const operations = fileURLToPath(new URL("../../docs/operations.md", import.meta.url));

/** The command as the operator's page has it. */
async function commandOf(program: string): Promise<string> {
	const blocks = (await readFile(operations, "utf8")).matchAll(/```sh\n([^`]*)```/g);
	const found = [...blocks].map(([, text = ""]) => text.trim()).filter((text) => text.startsWith(program));
	expect(found).toHaveLength(1);
	return found[0] ?? "";
}

/** Every row of every table of ours, as one figure for each. */
const contentsOf = (url: string): Promise<Readonly<Record<string, string>>> =>
	withClient(url, async (client) => {
		const { rows } = await client.query<{ name: string }>(
			`select relnamespace::regnamespace || '.' || relname as name from pg_class
			where relnamespace::regnamespace::text in ('public', 'drizzle', 'graphile_worker') and relkind in ('r', 'p')`,
		);
		const contents: Record<string, string> = {};
		for (const { name } of rows) {
			const [schema, table] = name.split(".");
			const { rows: sums } = await client.query(
				`select coalesce(md5(string_agg(row::text, ',' order by row::text)), '') as sum, count(*) from "${schema}"."${table}" row`,
			);
			contents[name] = `${sums[0].count} ${sums[0].sum}`;
		}
		return contents;
	});

test("a database that was dumped and restored by the commands of the operator's page is the same to the last row, and works on", async () => {
	await using source = await createTestDatabase();
	await using target = await createEmptyDatabase();
	const dir = await mkdtemp(join(tmpdir(), "berth-backup-"));
	try {
		await withClient(source.url, async (client) => {
			for (const sql of rowsOfVersion("9999")) await client.query(sql);
		});
		const marker = join(dir, "backed-up");
		const shell = async (program: string, url: string) =>
			run("sh", ["-euc", await commandOf(program)], { cwd: dir, env: { ...process.env, DATABASE_URL: url, BACKUP_MARKER: marker } });
		await shell("pg_dump", source.url);
		expect(await readdir(dir)).toEqual(["backed-up", "berth.dump"]);
		expect((await stat(marker)).size).toBe(0);
		await shell("pg_restore", target.url);

		const before = await contentsOf(source.url);
		expect(Object.values(before).filter((sum) => !sum.startsWith("0 ")).length).toBeGreaterThan(25);
		expect(await contentsOf(target.url)).toEqual(before);
		expect(await migrateDatabase(target.url)).toEqual({ applied: 0, installationId: source.database.installationId });
		await using restored = await openDatabase({ url: target.url, poolMax: 2, statementTimeoutMs: 30_000 });
		const [one, other] = [source.database.stores, restored.stores];
		const listed = async (stores: typeof one) =>
			(await stores.leases.list("all", { limit: 9, includeClosed: true })).map((lease) => ({ ...lease, readAt: null }));
		expect(await listed(other)).toEqual(await listed(one));
		expect(await other.leases.list("all", { limit: 9, search: "nginx" })).toHaveLength(3);
		// What the database does by itself came along, too: a trigger notes what a lease is found by.
		await withClient(target.url, (client) =>
			client.query(
				`insert into release (lease_id, number, manifest, items, status, cause, created_by, created_at)
				select id, 2, '{"services":{"web":{"image":"late/image"}}}', '[]', 'deploying', 'update', 'x', now() from lease where id = $1`,
				[former.coming],
			),
		);
		await withClient(target.url, (client) => client.query("update lease set release_seq = 2 where id = $1", [former.coming]));
		await withClient(target.url, (client) => client.query("update release set status = 'deploying' where lease_id = $1", [former.coming]));
		expect((await other.leases.list("all", { limit: 9, search: "late/image" })).map(({ id }) => id)).toEqual([former.coming]);
	} finally {
		await rm(dir, { recursive: true });
	}
});
