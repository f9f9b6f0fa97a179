import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";

/** An address, or a name that leads to one, to which nothing may be sent. */
export class AddressRefused extends Error {
	override readonly name = "AddressRefused";
}

/**
 * Name resolution for a connection: what it returns is what is connected to, so a name cannot be harmless when checked and
 * another thing when used. A name with any address that is not allowed is refused whole.
 */
export const guardedLookup =
	(isAllowed: (address: string) => boolean): LookupFunction =>
	(hostname, options, done) => {
		resolve(hostname, { ...options, all: true }, (error, addresses) => {
			const [first] = addresses ?? [];
			if (error !== null) return done(error, []);
			if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
				return done(new AddressRefused("the name leads to an address that is not allowed"), []);
			if (options.all) return done(null, addresses);
			return done(null, first.address, first.family);
		});
	};
