import { desc, eq, getTableColumns, sql } from "drizzle-orm";
import type { Connection } from "../connection.ts";
import { diagnostic } from "../schema/index.ts";
import type { LeaseReader } from "../stores.ts";

const { leaseId, ...fields } = getTableColumns(diagnostic);

/** Reads the latest diagnostics of a lease, newest first. Cost: those alone, by diagnostic_lease_idx; no lock. Prepared. */
export function createListDiagnostics({ db }: Connection): LeaseReader["diagnostics"] {
	const query = db
		.select(fields)
		.from(diagnostic)
		.where(eq(leaseId, sql.placeholder("leaseId")))
		.orderBy(desc(diagnostic.id))
		.limit(sql.placeholder("limit"))
		.prepare("diagnostic_list");
	return (id, limit) => query.execute({ leaseId: id, limit });
}
