import { AppError } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { Resources } from "../records.ts";

const text = `
	select exists (
		select from node
		where cordoned_at is not null and claimed_until > clock_timestamp()
			and cpu_millis_reserved + $1 <= cpu_millis_capacity
			and memory_bytes_reserved + $2 <= memory_bytes_capacity
			and disk_bytes_reserved + $3 <= disk_bytes_capacity
	) as cordoned`;

/**
 * Says why no node took a new lease: those that have room may be kept from it by hand, which an admin undoes sooner than room is made.
 *
 * Returns  CAPACITY_EXHAUSTED; `data.which` is `cordoned` where a cordoned node would have had room.
 * Cost     reads every node; no lock.
 */
export async function explainNoRoom(db: Queryable, asked: Resources): Promise<AppError> {
	const [row] = await rowsOf<{ cordoned: boolean }>(db, text, [asked.cpuMillis, asked.memoryBytes, asked.diskBytes]);
	return row?.cordoned === true
		? new AppError("CAPACITY_EXHAUSTED", {
				message: "The nodes that have room for this take no new leases at present.",
				data: { which: "cordoned", asked },
			})
		: new AppError("CAPACITY_EXHAUSTED", { data: { asked } });
}
