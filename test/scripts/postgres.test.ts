import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listBinaries } from "../../scripts/lib/postgres/binaries.ts";
import { type RunningPostgres, startPostgres } from "../../scripts/lib/postgres/start-postgres.ts";
import { endProcess, isAlive } from "../../scripts/lib/processes.ts";

async function query(url: string, text: string): Promise<unknown[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query(text)).rows;
	} finally {
		await client.end();
	}
}

const withPassword = (url: string, password: string) => {
	const changed = new URL(url);
	changed.password = password;
	return changed.href;
};

describe.each(await listBinaries())("PostgreSQL $major from $from", (binaries) => {
	let folder = "";
	const servers: RunningPostgres[] = [];
	const start = async (options: { readonly folder?: string; readonly durable?: boolean } = {}) => {
		const server = await startPostgres({ folder, durable: false, binaries, ...options });
		servers.push(server);
		return server;
	};
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "berth-postgres-"));
		await chmod(folder, 0o755);
	});
	afterEach(async () => {
		for (const server of servers.splice(0)) await server.stop();
		await rm(folder, { recursive: true, force: true });
	});

	test("a new cluster takes its own password and no other, and what was written is there after a restart", async () => {
		const first = await start();
		expect(first.how).toBe("created");
		await query(first.url, "create table kept (n int); insert into kept values (1)");
		await expect(query(withPassword(first.url, "guess"), "select 1")).rejects.toMatchObject({ code: "28P01" });
		await first.stop();
		expect(await isAlive(first.identity)).toBe(false);
		const second = await start();
		expect(second.how).toBe("started");
		expect(await query(second.url, "select n from kept")).toEqual([{ n: 1 }]);
	});

	test("a server that outlived its launcher is adopted, and two that start at once end up with one", async () => {
		const first = await start();
		const [second, third] = [await start(), await start()];
		expect([second.how, third.how]).toEqual(["adopted", "adopted"]);
		expect(second.identity).toEqual(first.identity);
		await first.stop();
		// Stopping what is gone is harmless.
		await second.stop();
	});

	test("after a kill of the server the next start cleans up behind it and loses nothing that was committed", async () => {
		const first = await start({ durable: true });
		await query(first.url, "create table kept (n int); insert into kept values (1)");
		await endProcess(first.identity, { signal: "SIGKILL", graceMs: 10_000 });
		const second = await start({ durable: true });
		expect(await isAlive(second.identity)).toBe(true);
		expect(await query(second.url, "select n from kept")).toEqual([{ n: 1 }]);
	});

	test("a folder that only root can reach is no hindrance", async () => {
		await chmod(folder, 0o700);
		const server = await start({ folder: join(folder, "below") });
		expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
	});
});
