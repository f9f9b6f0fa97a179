import type { LeaseId } from "@berth/core";
import { expect, test } from "vitest";
import { createTestDatabase, withClient } from "../support/postgres.ts";
import { createScene, newLease } from "./fixture.ts";

const own = "from pg_stat_activity where application_name = 'berth api' and datname = current_database()";

test("reads that are asked for together share connections, each with its own answer", async () => {
	await using db = await createTestDatabase();
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const made = await Promise.all(Array.from({ length: 4 }, () => leases.create(newLease(tenant.id))));
	await withClient(db.url, (client) => client.query(`select pg_terminate_backend(pid) ${own}`));
	const ids = Array.from({ length: 40 }, (_, at) => made[at % made.length]?.id as LeaseId);
	// What was ended above is found out by whoever uses it first.
	const found = await askUntilAnswered(() => Promise.all(ids.map((id) => leases.find(id, "all"))));
	expect(found.map((lease) => lease?.id)).toEqual(ids);
	const { rows } = await withClient(db.url, (client) => client.query(`select count(*)::int as count ${own}`));
	expect(rows[0].count).toBeLessThanOrEqual(5);
});

test("a read that fails leaves those beside it alone, and so does a connection that is lost", async () => {
	await using db = await createTestDatabase();
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const { id } = await leases.create(newLease(tenant.id));
	const asked = ["no-id" as LeaseId, id, "nor-this" as LeaseId, id].map((one) => leases.find(one, "all"));
	const told = await Promise.allSettled(asked);
	expect(told.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled"]);
	expect(told[0]).toMatchObject({ reason: { code: "BAD_INPUT" } });
	expect(told[1]).toMatchObject({ value: { id } });

	await withClient(db.url, (client) => client.query(`select pg_terminate_backend(pid) ${own}`));
	const after = await Promise.allSettled(Array.from({ length: 20 }, () => leases.find(id, "all")));
	for (const one of after) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
	await expect(askUntilAnswered(() => leases.find(id, "all"))).resolves.toMatchObject({ id });
});

async function askUntilAnswered<T>(ask: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await ask();
		} catch (error) {
			if (tries === 12) throw error;
		}
	}
}
