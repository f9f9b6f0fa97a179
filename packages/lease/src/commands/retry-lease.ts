import { parseManifest, type RetryInput } from "@berth/core";
import { admitDefinition } from "../builds/admit-definition.ts";
import { wantedPorts } from "../ports/wanted-ports.ts";
import type { Accepted, Caller, RetryTerms } from "../service.ts";
import type { Effect } from "./accept-command.ts";
import { askLease } from "./ask-lease.ts";
import { isSame, newRelease } from "./change-release.ts";
import type { CommandContext } from "./command-context.ts";
import { assertExpected, assertStillPresent, currentNumber } from "./current-release.ts";
import { matchItems, sizeItems, withDomains } from "./lease-items.ts";
import { nextGeneration } from "./next-generation.ts";
import { roomFor } from "./room.ts";

/**
 * Brings a failed lease up again, by its present release or, where another manifest is given that differs, by a new one. What it
 * stored and how often it failed before stay.
 */
export async function retryLease(context: CommandContext, caller: Caller, input: RetryInput, terms: RetryTerms = {}): Promise<Accepted> {
	const { note, expectedRelease } = input;
	const manifest = input.manifest === undefined ? undefined : parseManifest(input.manifest);
	return askLease(context, caller, input, {
		verb: "retry",
		asked: { manifest, note, expectedRelease, ...terms },
		event: "provisionRequested",
		kind: "provision",
		isSpaced: true,
		async fromPresent(present) {
			const wantedManifest = manifest ?? present.release.manifest;
			const sized =
				terms.items && (await sizeItems(context.stores.catalog, matchItems(terms.items, wantedManifest), present.release.items));
			const items = withDomains(sized ?? present.release.items, terms.domains);
			// What is allowed may have changed since the release was made.
			const { definition: target } = await admitDefinition(context, present.lease, { manifest: wantedManifest, items });
			return (lease): Effect => {
				assertExpected(lease, expectedRelease);
				assertStillPresent(lease, present);
				const set = nextGeneration(lease);
				if (!isSame(present.release, target))
					return { ...newRelease(context, lease, target, { cause: "retry", note, by: caller.label }), set };
				const room = roomFor(context.clock, items, lease.volumes, lease.holds);
				return { ...room, takeHostPorts: wantedPorts(target), set, releaseNumber: currentNumber(lease), definition: target };
			};
		},
	});
}
