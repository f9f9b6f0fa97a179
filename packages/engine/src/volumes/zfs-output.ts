export interface Dataset {
	readonly name: string;
	readonly mountPoint: string;
	readonly mounted: boolean;
	readonly referencedBytes: number | null;
	/** Null without a limit. */
	readonly limitBytes: number | null;
}

/** What {@link parseDatasets} expects of `zfs list -Hp -o`, in this order. */
export const ZFS_COLUMNS = "name,mountpoint,mounted,referenced,refquota";

/** Reads `zfs list -Hp -o name,mountpoint,mounted,referenced,refquota`: one line each, parted by tabs. Source  zfs-list(8). */
export function parseDatasets(text: string): Dataset[] {
	return text.split("\n").flatMap((line) => {
		const [name, mountPoint, mounted, referenced, limit] = line.split("\t");
		if (name === undefined || mountPoint === undefined || limit === undefined) return [];
		return [{ name, mountPoint, mounted: mounted === "yes", referencedBytes: readBytes(referenced), limitBytes: readBytes(limit) || null }];
	});
}

const readBytes = (text: string | undefined): number | null => (text !== undefined && /^\d+$/.test(text) ? Number(text) : null);
