import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Where a program is, looked for on the PATH and where Debian keeps the ones for root; null when it is not installed. */
export async function findProgram(name: string): Promise<string | null> {
	const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"].filter(Boolean);
	for (const folder of folders) {
		const path = join(folder, name);
		const usable = await access(path, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (usable) return path;
	}
	return null;
}
