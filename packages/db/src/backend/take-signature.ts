import type { Millis } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";

// Some that are over go with each that comes, so that there never are many.
const text = `
	with over as (
		delete from backend_signature where mac in (
			select mac from backend_signature where fresh_until < now() order by fresh_until limit 10 for update skip locked
		)
	)
	insert into backend_signature (mac, fresh_until) values ($1, now() + $2::float8 * interval '1 ms')
	on conflict (mac) do nothing
	returning true as taken`;

/** Takes a signature; false when it was taken before. Cost: one row by the primary key, and at most ten old ones by their time. */
export const takeSignature = async (db: Queryable, mac: string, forMs: Millis): Promise<boolean> =>
	(await rowsOf(db, text, [mac, forMs])).length > 0;
