import type { AppError } from "@berth/core";
import { ok, type Verdict } from "../preflight-result.ts";
import type { Info, Version } from "./wire.ts";

/** Judgements over what the daemon says of itself: pure, so that each can be read and tested without a host. */

/** `rights`: who may use the daemon's socket and who we are, in words; null where there is no socket to look at. */
export function judgeReachable(
	pings: readonly { readonly ok: boolean; readonly latencyMs: number; readonly error: AppError | null }[],
	rights: string | null,
): Verdict {
	const failed = pings.find((ping) => !ping.ok);
	if (!failed) return ok(`answers in ${Math.max(...pings.map(({ latencyMs }) => latencyMs))} ms`);
	const errno = failed.error?.data.errno;
	const denied = errno === "EACCES" || errno === "EPERM";
	return {
		severity: pings.some((ping) => ping.ok) ? "warning" : "blocker",
		seen: `${failed.error?.code ?? "no answer"}${typeof errno === "string" ? ` (${errno})` : ""}`,
		remedy: denied
			? `Give this user the right to open the daemon's socket${rights === null ? "" : `: ${rights}`}.`
			: "Start the Docker daemon, or name the socket it listens on.",
	};
}

/** The oldest API whose fields and answers we rely on. */
const API_MIN = 1.41;

/** Versions are compared by their parts: 1.9 is older than 1.41. */
const minor = (version: string | number): number => Number(String(version).split(".")[1] ?? 0);

export function judgeApiVersion({ ApiVersion, Version: engine }: Version): Verdict {
	const seen = `API ${ApiVersion}, engine ${engine}`;
	if (minor(ApiVersion) >= minor(API_MIN)) return ok(seen);
	return { severity: "blocker", seen, remedy: `Upgrade the Docker engine to one that speaks API ${API_MIN} or newer (20.10).` };
}

/** Releases whose behaviour we know, by the first part of their version; older than `mended` get no corrections any more. */
const knownReleases = { first: 20, mended: 25, last: 29 } as const;

export function judgeVersion({ Version: engine }: Pick<Version, "Version">): Verdict {
	const release = Number(/^v?(\d+)\./.exec(engine)?.[1] ?? Number.NaN);
	const { first, mended, last } = knownReleases;
	if (Number.isNaN(release) || release < first) {
		return {
			severity: "warning",
			seen: `${engine} is no release of Docker we know`,
			remedy: "Use a release of Docker Engine that is mended.",
		};
	}
	if (release > last) {
		return { severity: "info", seen: `${engine} is newer than any we know`, remedy: "Look whether there is a newer Berth." };
	}
	if (release >= mended) return ok(engine);
	return { severity: "info", seen: `${engine} works, but its makers correct it no more`, remedy: `Upgrade to Docker ${mended} or newer.` };
}

export function judgeLimits(seen: Info): Verdict {
	const kinds = { memory: seen.MemoryLimit, swap: seen.SwapLimit, cpu: seen.CpuCfsQuota, pids: seen.PidsLimit };
	const missing = Object.entries(kinds).flatMap(([kind, works]) => (works ? [] : [kind]));
	const cgroups = `cgroup v${seen.CgroupVersion ?? "1"}`;
	if (missing.length > 0) {
		return {
			severity: "warning",
			seen: `${cgroups}; not enforced: ${missing.join(", ")}`,
			remedy: "Enable these cgroup controllers in the kernel; without them a tenant's limits are decoration.",
		};
	}
	if (seen.CgroupVersion === "2") return ok(`${cgroups}; memory, swap, cpu and pids are enforced`);
	return {
		severity: "info",
		seen: `${cgroups}; memory, swap, cpu and pids are enforced`,
		remedy: "Move the host to cgroup v2 when it is upgraded.",
	};
}

const goodDrivers = new Set(["overlay2", "overlayfs", "btrfs", "zfs", "fuse-overlayfs"]);

export function judgeStorageDriver({ Driver: driver }: Info): Verdict {
	if (goodDrivers.has(driver)) return ok(driver);
	return {
		severity: "warning",
		seen: driver,
		remedy: "Use overlay2: with this storage driver each container takes a full copy of its image, or the driver is no longer maintained.",
	};
}

/** Beyond this, positions in logs and expiry times of two clocks contradict each other. */
const SKEW_MAX_MS = 5_000;

export function judgeClock(systemTime: string, askedAtMs: number, answeredAtMs: number): Verdict {
	const theirs = Date.parse(systemTime);
	if (!Number.isFinite(theirs))
		return { severity: "warning", seen: `the daemon's time reads "${systemTime}"`, remedy: "Check the host's clock." };
	const skewMs = theirs < askedAtMs ? askedAtMs - theirs : Math.max(0, theirs - answeredAtMs);
	const seen = `${(skewMs / 1_000).toFixed(1)} s apart`;
	if (skewMs <= SKEW_MAX_MS) return ok(seen);
	return { severity: "warning", seen, remedy: "Let both machines keep time by NTP." };
}

export function judgeLogDriver(seen: Info): Verdict {
	const drivers = seen.Plugins?.Log ?? [];
	if (drivers.includes("json-file")) return ok("json-file is available");
	return {
		severity: "blocker",
		seen: `log drivers: ${drivers.join(", ") || "none"}`,
		remedy: "Use an engine with the json-file log driver; logs are read back and bounded through it.",
	};
}
