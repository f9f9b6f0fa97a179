import { statfs } from "node:fs/promises";
import type { Verdict } from "./preflight-result.ts";

export interface Disk {
	readonly freeBytes: number;
	readonly totalBytes: number;
	/** Room for files; null on a file system that does not count them. */
	readonly freeInodes: number | null;
	readonly totalInodes: number;
}

const GIB = 1024 ** 3;

/** Room on a disk. A small share matters on a small disk, an absolute floor on a large one; either may run out of bytes or of files. */
export function judgeRoom(disk: Disk, path: string, remedy: string): Verdict {
	const share = disk.totalBytes === 0 ? 0 : disk.freeBytes / disk.totalBytes;
	const files = disk.freeInodes === null || disk.totalInodes === 0 ? 1 : disk.freeInodes / disk.totalInodes;
	const room = `${(disk.freeBytes / GIB).toFixed(1)} GiB (${Math.floor(share * 100)} %)`;
	const seen = `${room}${files < 0.1 ? ` and ${Math.floor(files * 100)} % of the files` : ""} free at ${path}`;
	if (Math.min(share, files) < 0.03 || disk.freeBytes < GIB) return { severity: "blocker", seen, remedy };
	if (Math.min(share, files) < 0.1 || disk.freeBytes < 5 * GIB) return { severity: "warning", seen, remedy };
	return { severity: "ok", seen, remedy: null };
}

export async function readDisk(path: string): Promise<Disk> {
	const { bavail, blocks, bsize, ffree, files } = await statfs(path);
	return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeInodes: files === 0 ? null : ffree, totalInodes: files };
}
