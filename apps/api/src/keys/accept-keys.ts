import type { Accounts } from "../auth/accounts.ts";
import { bearerOf } from "./bearer.ts";
import type { Keys } from "./keys.ts";

/** The same accounts, which also know callers by their keys. A request with a key is that key's alone, whatever cookies are beside it. */
export function acceptKeys(accounts: Accounts, keys: Keys): Accounts {
	// First of all who listen: streams ask anew as soon as they are told. It is seldom, and a key is one read.
	accounts.onChange(() => keys.forget());
	return {
		...accounts,

		principalOf(headers, address) {
			const bearer = bearerOf(headers);
			return bearer === null ? accounts.principalOf(headers, address) : keys.principalOf(bearer, address);
		},

		onChange(listener) {
			const undo = [accounts.onChange(listener), keys.onRevoked(listener)];
			return () => {
				for (const one of undo) one();
			};
		},
	};
}
