/** Blocks of one project, in bytes. */
export interface ProjectUsage {
	readonly project: number;
	readonly usedBytes: number;
	/** Null without a limit. */
	readonly limitBytes: number | null;
}

/** xfs_quota counts in blocks of this size, whatever the file system's own. */
export const XFS_REPORT_BLOCK = 1024;

/**
 * Reads `xfs_quota -c "report -p -b -n -N"`: `#project used soft hard warnings [grace]`.
 *
 * Source  xfs_quota(8).
 */
export function parseProjectReport(text: string): ProjectUsage[] {
	return text.split("\n").flatMap((line) => {
		const match = /^#(\d+)\s+(\d+)\s+(\d+)\s+(\d+)(?:\s|$)/.exec(line.trim());
		if (match === null) return [];
		const [, project, used, , hard] = match;
		return [
			{
				project: Number(project),
				usedBytes: Number(used) * XFS_REPORT_BLOCK,
				limitBytes: Number(hard) === 0 ? null : Number(hard) * XFS_REPORT_BLOCK,
			},
		];
	});
}
