import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Connection } from "../connection.ts";
import type { Queryable } from "../query.ts";
import { transaction } from "../transaction.ts";
import type { Audit, AuditTarget } from "./audit.ts";
import { noteAudit } from "./note.ts";

/** What a write runs on: the builder and the connection below it. */
export interface Writing {
	readonly db: NodePgDatabase;
	readonly client: Queryable;
}

/**
 * Runs a write of few rows with the row that tells who asked for it: one transaction, both or neither. `targetOf` says of what was
 * written what it was done to; null when nothing was, and then no row tells of it. Without an audit it is the write alone.
 *
 * Cost  one statement more than the write; its row and the commit travel together.
 */
export async function audited<T>(
	{ db, pool }: Connection,
	audit: Audit | undefined,
	write: (on: Writing) => Promise<T>,
	targetOf: (written: T) => AuditTarget | null | undefined,
): Promise<T> {
	if (audit === undefined) return write({ db, client: pool });
	return transaction(pool, async (client, commitEarly) => {
		const written = await write({ db: drizzle({ client }), client });
		const target = targetOf(written);
		if (!target) return written;
		const noted = noteAudit(client, audit, target, "done");
		commitEarly();
		await noted;
		return written;
	});
}
