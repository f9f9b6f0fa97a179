import type { Connection } from "../connection.ts";
import type { DeviceLoginStore } from "../device-login-store.ts";
import { beginLogin } from "./begin.ts";
import { confirmLogin, denyLogin } from "./decide.ts";
import { findLogin } from "./find.ts";
import { pollLogin } from "./poll.ts";

/** Logins of programs that somebody who is signed in decides about. */
export const createDeviceLoginStore = ({ pool }: Pick<Connection, "pool">): DeviceLoginStore => ({
	begin: (login, forMs) => beginLogin(pool, login, forMs),
	find: (codeHash) => findLogin(pool, codeHash),
	confirm: (codeHash, key, liveMax, audit) => confirmLogin(pool, codeHash, key, liveMax, audit),
	deny: (codeHash, audit) => denyLogin(pool, codeHash, audit),
	poll: (deviceHash, everyMs) => pollLogin(pool, deviceHash, everyMs),
});
