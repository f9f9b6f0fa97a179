import { AppError, BACKUP_HEADER, type BackupHeader, backupHeader, backupPath, type Manifest, parseManifest } from "@berth/core";
import type { CatalogStore, LeaseItemRecord } from "@berth/db";
import { matchItems, ofItem, sizeItems } from "../commands/lease-items.ts";

/** What an archive brings, held against every rule. Nothing in it is to be trusted. */
export interface ReadHeader {
	/** As it came. */
	readonly document: unknown;
	readonly header: BackupHeader;
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
}

/** Sizes to take in the place of those that the archive names, by service. */
export type SkuChoice = Readonly<Record<string, string>>;

/**
 * Reads the first entry of an archive. Sizes are those of this installation under the names in it, or under those chosen instead: an
 * archive cannot say what a size holds.
 *
 * Errors  BAD_INPUT, INVALID_MANIFEST, SKU_UNKNOWN (`data.sku`).
 */
export async function readHeader(catalog: CatalogStore, document: unknown, skus: SkuChoice): Promise<ReadHeader> {
	const parsed = backupHeader.safeParse(document);
	if (!parsed.success) {
		const issues = parsed.error.issues.slice(0, 8).map(({ path, message }) => ({ path: path.map(String).join("."), message }));
		throw refused("header", { issues });
	}
	const header = parsed.data;
	for (const volume of header.volumes) if (volume.path !== backupPath(volume)) throw refused("header", { path: volume.path.slice(0, 128) });
	if (new Set(header.volumes.map(({ path }) => path)).size !== header.volumes.length) throw refused("header", {});
	const manifest = parseManifest(header.manifest);
	const wanted = header.items.map((item) => ({
		...item,
		sku: Object.hasOwn(skus, item.service) ? (skus[item.service] ?? item.sku) : item.sku,
	}));
	const items = await sizeItems(catalog, matchItems(wanted, manifest));
	assertMounted(header, items);
	return { document, header, manifest, items };
}

/** Data of an instance must be found by it again. What no instance has any more waits for the next larger quantity, as it did. */
function assertMounted({ volumes }: BackupHeader, items: readonly LeaseItemRecord[]): void {
	for (const { service, quantity, diskBytes } of items)
		if (diskBytes === 0 && volumes.some((volume) => volume.service === service && volume.index < quantity))
			throw ofItem(service, "has data and cannot be taken in in a size without a disk; choose another one");
}

/** The error for an archive that is no backup of ours, or not whole. */
export const refused = (why: "header" | "seal" | "sum", more: Readonly<Record<string, unknown>>): AppError =>
	new AppError("BAD_INPUT", { message: sentences[why], data: { why, ...more } });

const sentences = {
	header: `This is no backup of Berth: its first entry (${BACKUP_HEADER}) is not one of ours.`,
	seal: "The archive's last entry does not say what its first one does.",
	sum: "What the archive holds is not what its last entry says: it was changed or damaged.",
} as const;
