import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "./address-guard.ts";

/** A name that leads to no public address. */
export class AddressRefused extends Error {
	override readonly name = "AddressRefused";
}

/**
 * Name resolution for a connection: what it returns is what is connected to, so a name cannot be harmless when checked and
 * private when used. A name with any private address is refused whole.
 */
export const publicOnlyLookup: LookupFunction = (hostname, options, done) => {
	resolve(hostname, { ...options, all: true }, (error, addresses) => {
		const [first] = addresses ?? [];
		if (error !== null) return done(error, []);
		if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address)))
			return done(new AddressRefused("the name does not lead to a public address"), []);
		if (options.all) return done(null, addresses);
		return done(null, first.address, first.family);
	});
};
