import type { BetterAuthOptions } from "better-auth";
import type { Database } from "./database.ts";
import { poolOf } from "./open-database.ts";

/**
 * What the auth library takes as its `database`: our pool, on which it reads and writes its own four tables. The one signature
 * that shows a foreign type, because only that library can read it. Its `user` has one field more: `isAdmin`, a boolean.
 */
export const authDatabase = (database: Database): NonNullable<BetterAuthOptions["database"]> => poolOf(database);
