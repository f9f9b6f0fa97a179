import { readCondition } from "@berth/db";
import { expect, test } from "vitest";
import { createTestDatabase, withClient } from "../support/postgres.ts";

test("a database tells what of it is not whole", async () => {
	await using opened = await createTestDatabase();
	const { database, url } = opened;
	const before = await readCondition(database);
	expect(before).toMatchObject({ invalidIndexes: [], openConstraints: [] });
	expect(before.applied).toBe(before.known);
	expect([0, null]).toContain(before.checksumFailures);

	await withClient(url, async (client) => {
		await client.query("create table spoilt (n int, m int)");
		await client.query("insert into spoilt values (1, -1), (1, -1)");
		await client.query("create unique index concurrently spoilt_n_idx on spoilt (n)").catch(() => undefined);
		await client.query("alter table spoilt add constraint spoilt_m_check check (m > 0) not valid");
	});
	expect(await readCondition(database)).toMatchObject({ invalidIndexes: ["spoilt_n_idx"], openConstraints: ["spoilt_m_check"] });
});
