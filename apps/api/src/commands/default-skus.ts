import type { CatalogStore } from "@berth/db";

const MiB = 2 ** 20;
const GiB = 2 ** 30;

const sizes: readonly (readonly [name: string, cpuMillis: number, memoryBytes: number, diskBytes: number])[] = [
	// For what keeps nothing: no volume is made for it, and none is left when it is closed.
	["nano", 100, 64 * MiB, 0],
	["micro", 100, 64 * MiB, 256 * MiB],
	["small", 250, 128 * MiB, GiB],
	["medium", 500, 512 * MiB, 4 * GiB],
	["large", 2_000, 2 * GiB, 16 * GiB],
];

const toSku = (
	[name, cpuMillis, memoryBytes, diskBytes]: (typeof sizes)[number],
	position: number,
): Parameters<CatalogStore["putSku"]>[0] => ({
	name,
	cpuMillis,
	memoryBytes,
	diskBytes,
	pidsMax: 256,
	position,
	enabled: true,
});

/** Offers a few common sizes where none are offered yet; an admin's own are never touched. */
export async function putDefaultSkus(catalog: CatalogStore): Promise<void> {
	if ((await catalog.listSkus()).length > 0) return;
	for (const sku of sizes.map(toSku)) await catalog.putSku(sku);
}
