import { type Millis, SECOND } from "@berth/core";
import type { RetentionRecord } from "@berth/db";
import type { WireContext } from "./context.ts";
import { WireRefusal } from "./refusal.ts";

const MEASURE_MS: Millis = 10 * SECOND;

const tooLarge = (service: string, why: string) =>
	new WireRefusal(422, `service ${JSON.stringify(service)}: ${why}`, { code: "demote_exceeds_tier" });

/**
 * Refuses to give data to a size whose disk it does not fit in. What it comes to is measured, and what cannot be measured does not fit:
 * a volume that turned out too small later would be data lost.
 *
 * Errors  WireRefusal 422 `demote_exceeds_tier`.
 * Cost    none where no size becomes smaller, else one look at each volume.
 */
export async function assertFits(
	{ stores, engine, nodeName }: Pick<WireContext, "stores" | "engine" | "nodeName">,
	record: RetentionRecord,
	items: readonly { readonly service: string; readonly sku: string }[],
): Promise<void> {
	const [skus, volumes, node] = await Promise.all([
		stores.catalog.listSkus(),
		stores.retentions.volumes(record.id),
		stores.nodes.find(record.nodeId),
	]);
	for (const { service, sku: name } of items) {
		const before = record.items.find((item) => item.service === service);
		if (before?.sku === name) continue;
		const limitBytes = skus.find((sku) => sku.name === name)?.diskBytes ?? 0;
		for (const volume of volumes.filter((one) => one.service === service && one.quotaBytes > limitBytes)) {
			if (limitBytes === 0) throw tooLarge(service, "the tier has no disk for the retained data");
			const usedBytes = node?.name === nodeName ? await measure(engine, volume.id) : null;
			if (usedBytes === null) throw tooLarge(service, "the retained data cannot be measured, and the tier is smaller");
			if (usedBytes > limitBytes) throw tooLarge(service, `retained data of ${usedBytes} bytes exceeds the tier's ${limitBytes} bytes`);
		}
	}
}

/** Null when it is not known. */
const measure = ({ volumes }: Pick<WireContext["engine"], "volumes">, id: string): Promise<number | null> =>
	volumes.usage(id, { signal: AbortSignal.timeout(MEASURE_MS) }).then(
		({ usedBytes }) => usedBytes,
		() => null,
	);
