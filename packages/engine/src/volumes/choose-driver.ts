import type { PreflightResult } from "../preflight-result.ts";
import type { DriverProbe } from "./driver.ts";
import type { Filesystem } from "./host-facts.ts";
import type { VolumeDriverKind } from "./volume-group.ts";

export interface DriverQuestion {
	/** What holds the directory of volumes. */
	readonly filesystem: Filesystem;
	/** What the volumes that are here were made with; null in a new directory. */
	readonly recorded: VolumeDriverKind | null;
	readonly wanted: VolumeDriverKind | "auto";
}

export interface DriverChoice {
	readonly kind: VolumeDriverKind | null;
	readonly severity: PreflightResult["severity"];
	readonly seen: string;
	readonly remedy: string | null;
}

type Probe = (kind: VolumeDriverKind) => Promise<DriverProbe>;

const LIMITLESS = "For limits use btrfs with quotas, xfs with prjquota, zfs, or run as root where loop devices can be mounted.";

/**
 * Chooses by what is here, then by what is configured, then by the file system, with `loop` where that alone holds no limits.
 * `plain` holds none at all and is never chosen unasked.
 *
 * Returns the choice with the line of the preflight that says why.
 */
export async function chooseDriver(question: DriverQuestion, probe: Probe): Promise<DriverChoice> {
	const { filesystem, recorded, wanted } = question;
	if (recorded !== null && wanted !== "auto" && wanted !== recorded)
		return blocked(
			`the volumes here were made by ${recorded}, and ${wanted} is configured`,
			`Configure ${recorded}, or another directory.`,
		);
	const only = recorded ?? (wanted === "auto" ? null : wanted);
	return only === null ? await chooseAutomatically(filesystem, probe) : await chooseOnly(only, question, probe);
}

async function chooseOnly(kind: VolumeDriverKind, { filesystem, recorded }: DriverQuestion, probe: Probe): Promise<DriverChoice> {
	const why = recorded === null ? "configured" : "in use here";
	if (isNative(kind) && filesystem !== kind)
		return blocked(`${kind} is ${why}, but the directory is not on ${kind}`, `Is the disk mounted? Else use a directory on ${kind}.`);
	const probed = await probe(kind);
	if (!probed.usable) return blocked(`${kind} is ${why}: ${probed.seen}`, probed.remedy);
	if (kind === "plain")
		return { kind, severity: "warning", seen: "plain: NO LIMIT IS HELD, one volume can fill the disk", remedy: LIMITLESS };
	return { kind, severity: "ok", seen: `${kind} (${why}): ${probed.seen}`, remedy: null };
}

async function chooseAutomatically(filesystem: Filesystem, probe: Probe): Promise<DriverChoice> {
	const native = filesystem === "other" ? null : await probe(filesystem);
	if (filesystem !== "other" && native?.usable === true)
		return { kind: filesystem, severity: "ok", seen: `${filesystem}: ${native.seen}`, remedy: null };

	const loop = await probe("loop");
	const nativeSeen = native?.usable === false ? native.seen : "the directory is on no file system with limits per directory";
	// Nobody asked for volumes by name, and everything else can be leased.
	if (!loop.usable) {
		const remedy = `${loop.remedy} Or configure plain, if limits do not matter. Sizes with a disk cannot be leased on this node until then.`;
		return { kind: null, severity: "warning", seen: `${nativeSeen}; loop: ${loop.seen}`, remedy };
	}
	const seen = `loop: ${loop.seen}; ${nativeSeen}`;
	if (native?.usable === false) return { kind: "loop", severity: "warning", seen, remedy: native.remedy };
	return { kind: "loop", severity: "info", seen, remedy: null };
}

const isNative = (kind: VolumeDriverKind): boolean => kind === "btrfs" || kind === "xfs" || kind === "zfs";

const blocked = (seen: string, remedy: string): DriverChoice => ({ kind: null, severity: "blocker", seen, remedy });
