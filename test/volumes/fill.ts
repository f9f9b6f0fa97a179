import { open } from "node:fs/promises";

const PIECE = Buffer.alloc(256 * 1024, "berth");

/** The kernel's; the runtime has no name for the second. */
const numbers: Readonly<Record<number, "ENOSPC" | "EDQUOT">> = { [-28]: "ENOSPC", [-122]: "EDQUOT" };

/**
 * Writes until the kernel says there is no more room, or until `bytesMax`.
 *
 * Returns how much it wrote and what stopped it (`ENOSPC`, `EDQUOT`); null when nothing did.
 */
export async function fill(path: string, bytesMax: number): Promise<{ readonly bytes: number; readonly stoppedBy: string | null }> {
	let bytes = 0;
	try {
		await using file = await open(path, "a");
		while (bytes < bytesMax) {
			const { bytesWritten } = await file.write(PIECE);
			bytes += bytesWritten;
			// Written through at once: room is often counted only when it reaches the disk.
			await file.datasync();
		}
		return { bytes, stoppedBy: null };
	} catch (error) {
		const number = error instanceof Error && "errno" in error ? Number(error.errno) : 0;
		const stoppedBy = numbers[number];
		if (stoppedBy === undefined) throw error;
		return { bytes, stoppedBy };
	}
}
