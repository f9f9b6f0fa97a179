import type pg from "pg";
import type { Database } from "./database.ts";
import { poolOf } from "./open-database.ts";

/**
 * What the auth library takes as its `database`: our pool, on which it reads and writes its own four tables. It is the one
 * signature that shows a type of the driver, because that library speaks to the driver itself.
 *
 * Its `user` has one field more than it knows: `isAdmin`, a boolean that nobody may set from outside.
 */
export const authDatabase = (database: Database): pg.Pool => poolOf(database);
