import { type Queryable, rowsOf } from "../query.ts";

const claimed = `
	insert into tick (name, begun_at) values ($1, now())
	on conflict (name) do update set begun_at = excluded.begun_at
	where tick.begun_at <= now() - $2::float8 * interval '1 ms'
	returning position`;

const noted = "update tick set position = $2 where name = $1";

/**
 * Takes a turn at what is done from time to time, unless somebody began one within so long.
 *
 * Returns      where the turn before came to; null, when it is not our turn.
 * Concurrency  one guarded statement: of any number of processes one has the turn. One that dies in it costs the rest of that turn.
 * Cost         one row by tick_pkey.
 */
export async function claimTick(db: Queryable, name: string, everyMs: number): Promise<{ readonly position: string | null } | null> {
	const [row] = await rowsOf<{ position: string | null }>(db, claimed, [name, everyMs]);
	return row ?? null;
}

/** Notes where the next turn goes on; null is from the start. Cost: one row by tick_pkey. */
export async function noteTick(db: Queryable, name: string, position: string | null): Promise<void> {
	await rowsOf(db, noted, [name, position]);
}
