import type pg from "pg";
import { transaction } from "./transaction.ts";

/** Words that a test of plans looks for, too. */
export const PLAN_ANEW = "set local plan_cache_mode = force_custom_plan";

/**
 * Runs a statement that is planned for its values, other than all others, whose plans are made once: where a filter may let nearly all
 * rows through or none, the best way to the ones is not that to the others.
 *
 * Cost  one round trip, and the planning.
 */
export const rowsPlannedAnew = <Row extends pg.QueryResultRow>(
	pool: pg.Pool,
	text: string,
	values: readonly unknown[],
): Promise<readonly Row[]> =>
	transaction(pool, async (client, commitEarly) => {
		const sent = Promise.all([client.query(PLAN_ANEW), client.query<Row>({ text, values: [...values] })]);
		commitEarly();
		return (await sent)[1].rows;
	});
