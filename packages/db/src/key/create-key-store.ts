import type { Connection } from "../connection.ts";
import type { KeyStore } from "../key-store.ts";
import { revokeKey, rotateKey, touchKey } from "./change.ts";
import { createKey } from "./create.ts";
import { createFindHolder, findKey, listKeys } from "./find.ts";

/** Keys of programs. */
export const createKeyStore = (connection: Connection): KeyStore => ({
	create: (key, liveMax, audit) => createKey(connection, key, liveMax, audit),
	findHolder: createFindHolder(connection),
	list: (scope, page) => listKeys(connection, scope, page),
	find: (id, scope) => findKey(connection, id, scope),
	rotate: (id, scope, by, audit) => rotateKey(connection, id, scope, by, audit),
	revoke: (id, scope, by, audit) => revokeKey(connection, id, scope, by, audit),
	touch: (id, address) => touchKey(connection, id, address),
});
