import { createHash, randomBytes } from "node:crypto";
import { isAppError, leaseName } from "@berth/core";
import type { BackendTerms } from "@berth/lease";
import type { WireContext } from "./context.ts";
import { findOpen } from "./find-lease.ts";

/** What a new lease is called by people: as the client names it, where that is a name. */
const nameOf = (uuid: string): string =>
	leaseName.safeParse(uuid).success ? uuid : `lease-${createHash("sha256").update(uuid).digest("hex").slice(0, 24)}`;

/** Whether somebody else has given the name to a lease of theirs by now. */
export class TakenMeanwhile extends Error {
	override readonly name = "TakenMeanwhile";
}

/**
 * Makes a lease under the client's name for it. A name for people that the tenant uses otherwise is told apart by some letters, and a
 * domain that another lease has is left for later.
 *
 * Errors  TakenMeanwhile; those of `make`.
 */
export async function makeLease<T>(
	context: Pick<WireContext, "stores">,
	uuid: string,
	terms: BackendTerms,
	make: (name: string, terms: BackendTerms) => Promise<T>,
): Promise<T> {
	let name = nameOf(uuid);
	let asked = terms;
	for (let tried = 1; ; tried++)
		try {
			return await make(name, asked);
		} catch (err) {
			if (!isAppError(err, "NAME_TAKEN", "CONFLICT")) throw err;
			if ((await findOpen(context, uuid)) !== null) throw new TakenMeanwhile("", { cause: err });
			if (tried >= 3) throw err;
			if (err.code === "NAME_TAKEN") name = `${nameOf(uuid).slice(0, 50)}-${randomBytes(4).toString("hex")}`;
			else asked = { ...asked, domains: {} };
		}
}
