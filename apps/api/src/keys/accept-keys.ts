import type { Accounts } from "../auth/accounts.ts";
import { bearerOf } from "./bearer.ts";
import type { Keys } from "./keys.ts";

/** The same accounts, which also know callers by their keys. A request with a key is that key's alone, whatever cookies are beside it. */
export const acceptKeys = (accounts: Accounts, keys: Keys): Accounts => ({
	...accounts,
	principalOf(headers, address) {
		const bearer = bearerOf(headers);
		return bearer === null ? accounts.principalOf(headers, address) : keys.principalOf(bearer, address);
	},
});
