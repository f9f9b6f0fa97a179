import { readFile } from "node:fs/promises";
import { unlessMissing } from "../files/translate-file-error.ts";
import { ok, type Verdict } from "../preflight-result.ts";
import type { Check } from "./preflight-check.ts";
import type { Info } from "./wire.ts";

/** Checks of the kernel under the daemon, for a daemon on the machine we run on: what we read is then what it has. */
export const kernelChecks: readonly Check[] = [
	{
		id: "cgroup_controllers",
		title: "The kernel has the controllers that limits need",
		async judge() {
			const [unified, legacy] = await Promise.all([read("/sys/fs/cgroup/cgroup.controllers"), read("/proc/cgroups")]);
			return judgeControllers(unified === null ? readLegacy(legacy) : unified.split(/\s+/));
		},
	},
	{
		id: "inotify_limits",
		title: "The kernel lets enough programs watch files",
		async judge() {
			const [instances, watches] = await Promise.all([
				readNumber("/proc/sys/fs/inotify/max_user_instances"),
				readNumber("/proc/sys/fs/inotify/max_user_watches"),
			]);
			return judgeInotify({ instances, watches });
		},
	},
	{
		id: "kernel_limits",
		title: "The kernel has room for many containers",
		async judge() {
			const [pids, files, forwarding, conntrackUsed, conntrackMax, range] = await Promise.all([
				readNumber("/proc/sys/kernel/pid_max"),
				readNumber("/proc/sys/fs/file-max"),
				readNumber("/proc/sys/net/ipv4/ip_forward"),
				readNumber("/proc/sys/net/netfilter/nf_conntrack_count"),
				readNumber("/proc/sys/net/netfilter/nf_conntrack_max"),
				read("/proc/sys/net/ipv4/ip_local_port_range"),
			]);
			const [first, last] = range?.trim().split(/\s+/).map(Number) ?? [];
			const ports = first === undefined || last === undefined ? null : last - first + 1;
			return judgeKernel({ pids, files, forwarding, conntrackUsed, conntrackMax, ports });
		},
	},
];

/** Rootless engines and remapped users change what limits and ports mean. */
export function judgeRootless({ SecurityOptions: options }: Pick<Info, "SecurityOptions">): Verdict {
	const names = options.flatMap((option) => /(?:^|,)name=([^,]+)/.exec(option)?.[1] ?? []);
	if (names.includes("rootless")) {
		return {
			severity: "warning",
			seen: "the engine runs without root",
			remedy: "Delegate all cgroup controllers to its user, and let the reverse proxy have ports below 1024; or run the engine as root.",
		};
	}
	return ok(names.includes("userns") ? "runs as root, users in containers are mapped" : "runs as root");
}

const needed = ["cpu", "memory", "pids"] as const;

/** `found`: names of the enabled controllers; null when they cannot be read. */
export function judgeControllers(found: readonly string[] | null): Verdict {
	if (found === null) return unseen("the kernel's controllers");
	const missing = needed.filter((name) => !found.includes(name));
	if (missing.length > 0) {
		return {
			severity: "warning",
			seen: `missing: ${missing.join(", ")}`,
			remedy: "Enable them on the kernel's command line (cgroup_enable=…) and start again.",
		};
	}
	return ok(`${needed.join(", ")} are enabled`);
}

/** The table of cgroup v1: name, hierarchy, how many groups, enabled. Null without one. Source  cgroups(7). */
export function readLegacy(table: string | null): string[] | null {
	if (table === null) return null;
	const rows = table.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
	return rows.flatMap((line) => {
		const [name, , , enabled] = line.split(/\s+/);
		return name !== undefined && enabled === "1" ? [name] : [];
	});
}

/** Below these, many containers that watch files use them up, and programs fail with words about disk space. */
const INSTANCES_GOOD = 256;
const WATCHES_GOOD = 65_536;
/** What kernels begin with; less was set by somebody. */
const INSTANCES_USUAL = 128;
const WATCHES_USUAL = 8_192;

export function judgeInotify({ instances, watches }: { readonly instances: number | null; readonly watches: number | null }): Verdict {
	if (instances === null || watches === null) return unseen("the limits of inotify");
	const seen = `${instances} instances, ${watches} watches for each user`;
	if (instances >= INSTANCES_GOOD && watches >= WATCHES_GOOD) return ok(seen);
	return {
		severity: instances < INSTANCES_USUAL || watches < WATCHES_USUAL ? "warning" : "info",
		seen,
		remedy: `Set fs.inotify.max_user_instances to ${INSTANCES_GOOD * 4} and fs.inotify.max_user_watches to ${WATCHES_GOOD * 8} or more.`,
	};
}

interface KernelFacts {
	readonly pids: number | null;
	readonly files: number | null;
	/** Whether packets are passed on between networks: 0 or 1. */
	readonly forwarding: number | null;
	readonly conntrackUsed: number | null;
	readonly conntrackMax: number | null;
	/** How many ports it gives out unasked, of which the daemon takes those that it publishes. */
	readonly ports: number | null;
}

const PIDS_MIN = 32_768;
const FILES_MIN = 100_000;
const CONNTRACK_SHARE_MAX = 0.8;
const PORTS_MIN = 10_000;

export function judgeKernel({ pids, files, forwarding, conntrackUsed, conntrackMax, ports }: KernelFacts): Verdict {
	if (pids === null && files === null && forwarding === null) return unseen("the kernel's limits");
	const faults = [
		...(forwarding === 0 ? [["packets are not forwarded", "Set net.ipv4.ip_forward to 1."]] : []),
		...(pids !== null && pids < PIDS_MIN ? [[`${pids} processes at most`, `Set kernel.pid_max to ${PIDS_MIN} or more.`]] : []),
		...(files !== null && files < FILES_MIN ? [[`${files} open files at most`, `Set fs.file-max to ${FILES_MIN} or more.`]] : []),
		...(conntrackUsed !== null && conntrackMax !== null && conntrackUsed > conntrackMax * CONNTRACK_SHARE_MAX
			? [[`${conntrackUsed} of ${conntrackMax} tracked connections`, "Raise net.netfilter.nf_conntrack_max."]]
			: []),
		...(ports !== null && ports < PORTS_MIN
			? [[`${ports} ports to give out`, "Widen net.ipv4.ip_local_port_range: ports of leases are taken from it."]]
			: []),
	];
	if (faults.length === 0) return ok(`${pids ?? "?"} processes, ${files ?? "?"} open files`);
	return { severity: "warning", seen: faults.map(([seen]) => seen).join("; "), remedy: faults.map(([, remedy]) => remedy).join(" ") };
}

const unseen = (what: string): Verdict => ({
	severity: "info",
	seen: `${what} cannot be read from here`,
	remedy: "Look at them on the host of the engine.",
});

/** Null for a file that is not there, as on a kernel without the feature. */
const read = (path: string): Promise<string | null> => unlessMissing(readFile(path, "utf8"));

async function readNumber(path: string): Promise<number | null> {
	const text = (await read(path))?.trim() ?? "";
	// The kernel's "no limit" is beyond what a double counts exactly, which does no harm to a comparison.
	return /^\d+$/.test(text) ? Number(text) : null;
}
