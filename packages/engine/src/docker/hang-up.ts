import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What a shell takes to put its affairs in order. */
const GRACE_MS = 1_000;
const LOOK_AGAIN_MS = 20;

/**
 * Ends one process of a container as the loss of a terminal would, and by force when it stays: an engine has no call for that. Does
 * nothing where the container's processes are hidden from us, or when the number is another's by now.
 */
export async function hangUp(pid: number, containerId: string): Promise<void> {
	if (!(await isOf(pid, containerId)) || !signal(pid, "SIGHUP")) return;
	const untilMs = performance.now() + GRACE_MS;
	while (performance.now() < untilMs) {
		await sleep(LOOK_AGAIN_MS);
		if (!(await isOf(pid, containerId))) return;
	}
	signal(pid, "SIGKILL");
}

/** By its control group, whose path has the container's id in it. */
async function isOf(pid: number, containerId: string): Promise<boolean> {
	try {
		return (await readFile(`/proc/${pid}/cgroup`, "utf8")).includes(containerId);
	} catch {
		// There is no such process here, which is the answer.
		return false;
	}
}

function signal(pid: number, name: "SIGHUP" | "SIGKILL"): boolean {
	try {
		return process.kill(pid, name);
	} catch {
		// It went meanwhile, or we may not: either way there is no more to do.
		return false;
	}
}
