import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { identify } from "../processes.ts";

/**
 * Removes what a containerd that died with its daemon left in `execRoot`. Where nobody reaps it, or its number has gone to another
 * process, the next daemon would take it for alive and wait for it in vain.
 */
export async function forgetDeadContainerd(execRoot: string): Promise<void> {
	const folder = join(execRoot, "containerd");
	const text = await readFile(join(folder, "containerd.pid"), "utf8").catch(() => null);
	if (text === null) return;
	const pid = Number(text.trim());
	const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
	if (name.trim() === "containerd" && (await identify(pid)) !== null) return;
	for (const file of ["containerd.pid", "containerd.sock", "containerd.sock.ttrpc"]) await rm(join(folder, file), { force: true });
}
