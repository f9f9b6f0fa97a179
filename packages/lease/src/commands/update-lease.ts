import { parseManifest, type UpdateInput } from "@berth/core";
import type { Accepted, Caller, UpdateTerms } from "../service.ts";
import type { Definition } from "../work/plan-change.ts";
import { changeRelease } from "./change-release.ts";
import type { CommandContext } from "./command-context.ts";
import type { Present } from "./current-release.ts";
import { assertMatch, matchItems, sizeItems } from "./lease-items.ts";

/** Runs another manifest. Services keep their sizes and quantities unless items are given. */
export async function updateLease(
	context: CommandContext,
	caller: Caller,
	input: UpdateInput,
	{ evenIfSame = false }: UpdateTerms = {},
): Promise<Accepted> {
	const update = readUpdate(context, input);
	return changeRelease(context, caller, input, { verb: "update", cause: "update", asked: update.asked, target: update.target, evenIfSame });
}

/** What an update asks for, and what it makes of the present release. Errors  INVALID_MANIFEST, BAD_INPUT, SKU_UNKNOWN. */
export function readUpdate({ stores }: Pick<CommandContext, "stores">, input: UpdateInput) {
	const manifest = parseManifest(input.manifest);
	const wanted = input.items && matchItems(input.items, manifest);
	return {
		asked: { manifest, wanted },
		async target({ release }: Present): Promise<Definition> {
			if (wanted) return { manifest, items: await sizeItems(stores.catalog, wanted, release.items) };
			const items = release.items.filter(({ service }) => Object.hasOwn(manifest.services, service));
			assertMatch(items, manifest);
			return { manifest, items };
		},
	};
}
