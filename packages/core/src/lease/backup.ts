import { z } from "zod";
import { serviceName } from "../manifest/schema.ts";
import { leaseName } from "./command.ts";

/** Names of the first and of the last entry of an archive. Without the last one an archive is not whole. */
export const BACKUP_HEADER = "berth-backup.json";
export const BACKUP_SEAL = "manifest.json";

const VOLUMES_MAX = 256;
const QUANTITY_MAX = 1_000;
const bytes = z
	.int()
	.min(0)
	.max(2 ** 50);
const index = z.int().min(0).max(QUANTITY_MAX);

/** What an archive says first: all that must be known before its data can be taken. */
export const backupHeader = z.strictObject({
	format: z.literal("berth-backup"),
	version: z.literal(1),
	createdAt: z.iso.datetime(),
	leaseName,
	source: z.strictObject({ kind: z.enum(["lease", "retention"]), id: z.string().max(64) }),
	/** Held against its own rules where it is read. */
	manifest: z.record(z.string(), z.unknown()),
	items: z
		.array(z.strictObject({ service: serviceName, sku: z.string().max(128), quantity: z.int().min(1).max(QUANTITY_MAX) }))
		.min(1)
		.max(64),
	volumes: z
		.array(
			z.strictObject({
				service: serviceName,
				index,
				quotaBytes: bytes.min(2 ** 20),
				/** Of its directory in the archive. */
				path: z.string().max(128),
			}),
		)
		.min(1)
		.max(VOLUMES_MAX),
});

export type BackupHeader = z.infer<typeof backupHeader>;

/** What an archive says last: what was in it. */
export const backupSeal = z.strictObject({
	/** The first entry once more. */
	header: z.unknown(),
	volumes: z
		.array(
			z.strictObject({
				prefix: z.string().max(128),
				files: bytes,
				directories: bytes,
				links: bytes,
				bytes,
				/** Over each entry: kind, path, owner, mode, time, size or link, SHA-256 of the content. */
				sha256: z.string().regex(/^[0-9a-f]{64}$/),
				/** Sockets, fifos and devices: they are no data. */
				skipped: z.array(z.strictObject({ path: z.string(), what: z.enum(["socket", "fifo", "device"]) })).max(1_000),
				skippedCount: bytes,
			}),
		)
		.max(VOLUMES_MAX),
});

export type BackupSeal = z.infer<typeof backupSeal>;

/** Where the data of an instance stands in an archive. */
export const backupPath = ({ service, index: at }: { readonly service: string; readonly index: number }): string =>
	`volumes/${service}-${at}`;

/** What an export of a stopped lease, or of retained data, would be. */
export interface BackupPlanView {
	readonly leaseName: string;
	readonly node: string;
	/** Whether the process that was asked can read the data. */
	readonly isHere: boolean;
	readonly volumes: readonly {
		readonly service: string;
		readonly index: number;
		readonly quotaBytes: number;
		readonly usedBytes: number | null;
	}[];
	/** About what the archive would hold; null where it is not known. */
	readonly bytes: number | null;
	/** Of the download, at the public address. */
	readonly path: string;
}
