import { AppError } from "@berth/core";
import { type Queryable, rowsOf } from "./query.ts";

const text = "select id from installation";

/** Reads whose things these are. Errors: INTERNAL when the database was never migrated. */
export async function readInstallationId(db: Queryable): Promise<string> {
	const [row] = await rowsOf<{ id: string }>(db, text, []);
	if (row === undefined) throw new AppError("INTERNAL", { message: "The database names no installation; run the migrations." });
	return row.id;
}
