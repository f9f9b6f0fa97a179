import type { ScaleInput } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { changeRelease } from "./change-release.ts";
import { type CommandContext, refuse } from "./command-context.ts";
import type { Present } from "./current-release.ts";
import { serviceOf, sizeItems } from "./lease-items.ts";

/** Gives services another quantity or size; those not named stay as they are. */
export const scaleLease = (context: CommandContext, caller: Caller, input: ScaleInput): Promise<Accepted> =>
	changeRelease(context, caller, input, {
		verb: "scale",
		cause: "scale",
		asked: { items: input.items },
		async target({ release }) {
			const wanted = wantedOf(input, release);
			return { manifest: release.manifest, items: await sizeItems(context.stores.catalog, wanted, release.items) };
		},
	});

function wantedOf({ items }: ScaleInput, { manifest, items: present }: Present["release"]) {
	const changes = new Map<string, ScaleInput["items"][number]>();
	for (const [at, item] of items.entries()) {
		const service = serviceOf(manifest, item.service, `items.${at}.service`);
		if (changes.has(service)) throw refuse(`items.${at}.service`, `"${service}" is named twice`);
		if (item.quantity === undefined && item.sku === undefined) throw refuse(`items.${at}`, "needs a quantity or a size");
		changes.set(service, item);
	}
	return present.map(({ service, sku, quantity }) => {
		const change = changes.get(service);
		return { service, sku: change?.sku ?? sku, quantity: change?.quantity ?? quantity };
	});
}
