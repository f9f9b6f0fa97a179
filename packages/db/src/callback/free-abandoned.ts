import { type Millis, SECOND } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";

/** How long one delivery may take, from its start to the end of the note about it. */
export const DELIVERY_MS: Millis = 30 * SECOND;
/** A job held for twice as long is held by a process that died. */
const ABANDONED_MS: Millis = 2 * DELIVERY_MS;

const text = `
	select graphile_worker.force_unlock_workers(array_agg(locked_by))
	from graphile_worker.jobs
	where task_identifier = $1 and locked_at < now() - $2::float8 * interval '1 ms'
	having count(*) > 0`;

/**
 * Lets go of the jobs of a task whose worker died with them; the library itself would do so after four hours.
 *
 * Cost  reads the queued jobs, of which there are few.
 */
export async function freeAbandonedJobs(db: Queryable, task: string): Promise<void> {
	await rowsOf(db, text, [task, ABANDONED_MS]);
}
