import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { faultOf } from "./sql-state.ts";

/** Conflicts that a second try settles: how often at most, and the first wait, doubled each time with jitter. */
const retries: Readonly<Record<string, { readonly triesMax: number; readonly firstMs: number }>> = {
	/** serialization_failure */
	"40001": { triesMax: 5, firstMs: 5 },
	/** deadlock_detected */
	"40P01": { triesMax: 5, firstMs: 10 },
};

/**
 * Runs `work` in one transaction: commits what it wrote, or nothing if it throws. Runs it again after a conflict of the table
 * above, so `work` may have no effect but through its client.
 */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await attempt(pool, work);
		} catch (error) {
			const rule = retries[faultOf(error)?.code ?? ""];
			if (rule === undefined || tries >= rule.triesMax) throw error;
			await sleep(rule.firstMs * 2 ** (tries - 1) * (0.5 + Math.random()));
		}
	}
}

async function attempt<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
	const client = await pool.connect();
	try {
		await client.query("begin");
		const result = await work(client);
		await client.query("commit");
		client.release();
		return result;
	} catch (error) {
		const broken = await client.query("rollback").then(
			() => false,
			() => true,
		);
		client.release(broken);
		throw error;
	}
}
