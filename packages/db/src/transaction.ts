import type pg from "pg";
import { retrying } from "./retrying.ts";

/**
 * Runs `work` in one transaction: commits what it wrote, or nothing if it throws. Runs it again after a conflict, so `work` may
 * have no effect but through its client.
 */
export const transaction = <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
	retrying(async () => {
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
	});
