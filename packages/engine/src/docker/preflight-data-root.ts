import { readFile, realpath } from "node:fs/promises";
import { unlessMissing } from "../files/translate-file-error.ts";
import { ok, type Verdict } from "../preflight-result.ts";
import { coveringMount, type Mount, parseMountinfo } from "../volumes/mountinfo.ts";
import type { Check } from "./preflight-check.ts";

/** On which device the engine keeps its data; it remembers the first that it saw, since a disk that went shows the directory below it. */
export function createDataRootCheck(readMounts: () => Promise<string> = () => readFile("/proc/self/mountinfo", "utf8")): Check {
	let first: Mount | null = null;
	return {
		id: "data_root_device",
		title: "The engine keeps its data on a disk of its own choice",
		async judge({ facts }) {
			const { DockerRootDir: dataRoot } = (await facts()).info;
			const seen = await unlessMissing(realpath(dataRoot));
			const mount = seen === null ? null : coveringMount(parseMountinfo(await readMounts()), seen);
			const verdict = judgeDataRoot(dataRoot, mount, first);
			first ??= mount;
			return verdict;
		},
	};
}

type Device = Pick<Mount, "device" | "source" | "fsType" | "options">;

const nameOf = ({ source, fsType }: Device): string => `${source} (${fsType})`;

/** `now`: what holds the directory, null where that cannot be seen; `first`: what held it when it was first seen. */
export function judgeDataRoot(dataRoot: string, now: Device | null, first: Device | null): Verdict {
	if (now === null)
		return { severity: "info", seen: `${dataRoot} cannot be seen from here`, remedy: "Look at its disk on the host of the engine." };
	const seen = `${dataRoot} on ${nameOf(now)}`;
	if (first !== null && first.device !== now.device) {
		const remedy = "Mount the disk of the engine's data again, then restart the engine and Berth.";
		return { severity: "blocker", seen: `${seen}, and was on ${nameOf(first)}`, remedy };
	}
	if (now.options.includes("ro"))
		return { severity: "blocker", seen: `${seen}, read-only`, remedy: "See why the disk went read-only, and mount it writable." };
	if (now.fsType === "tmpfs" || now.fsType === "ramfs")
		return { severity: "warning", seen: `${seen}: lost with the next reboot`, remedy: "Give the engine a data root on a disk." };
	return ok(seen);
}
