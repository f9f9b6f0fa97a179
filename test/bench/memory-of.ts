import { readdir, readFile } from "node:fs/promises";

const MIB = 2 ** 20;

/** Resident memory of a process and of all that it has started, in MiB; pages that several share count for each, as `top` counts them. */
export async function residentMib(pid: number): Promise<number> {
	const parents = new Map<number, number>();
	for (const entry of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
		const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => null);
		if (stat !== null) parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
	}
	const isBelow = (one: number | undefined): boolean => one !== undefined && one > 1 && (one === pid || isBelow(parents.get(one)));
	const sizes = await Promise.all([...parents.keys()].filter(isBelow).map((one) => statusBytes(one, "VmRSS")));
	return sizes.reduce((sum, size) => sum + size, 0) / MIB;
}

/** One size that the kernel tells of a process: `VmRSS` is what is resident now, `VmHWM` the most that ever was. */
export async function statusBytes(pid: number, key: "VmRSS" | "VmHWM"): Promise<number> {
	const text = await readFile(`/proc/${pid}/status`, "utf8");
	const kib = new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
	if (kib === undefined) throw new Error(`process ${pid} tells no ${key}`);
	return Number(kib) * 1_024;
}
