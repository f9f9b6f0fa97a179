import type pg from "pg";
import { retrying } from "./retrying.ts";

/**
 * What changes a lease finds its rows by keys, whatever the values are: planned anew for them, it would take longer to plan than to run.
 * Pages are another matter: what is best for them depends on their length.
 */
const BEGIN = "begin; set local plan_cache_mode = force_generic_plan";

/**
 * Sends the commit right behind the statement that was sent last, so that both take one round trip; when that one fails, the commit
 * undoes all. Nothing may be written after it.
 */
export type CommitEarly = () => void;

/**
 * Runs `work` in one transaction: commits what it wrote, or nothing if it throws. Runs it again after a conflict, so `work` may
 * have no effect but through its client.
 *
 * Cost  begin travels with the first statement of `work`; the commit is a round trip of its own unless it was sent early.
 */
export const transaction = <T>(pool: pg.Pool, work: (client: pg.PoolClient, commitEarly: CommitEarly) => Promise<T>): Promise<T> =>
	retrying(async () => {
		const client = await pool.connect();
		let commit: Promise<unknown> | null = null;
		const send = (text: string) => {
			const sent = client.query(text);
			// It is looked at below, after what was sent with it.
			sent.catch(() => undefined);
			return sent;
		};
		const begin = send(BEGIN);
		try {
			const result = await work(client, () => {
				commit = send("commit");
			});
			await begin;
			await (commit ?? client.query("commit"));
			client.release();
			return result;
		} catch (error) {
			const end: Promise<unknown> = commit ?? client.query("rollback");
			const broken = await end.then(
				() => false,
				() => true,
			);
			client.release(broken);
			throw error;
		}
	});
