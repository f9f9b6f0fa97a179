import { statfs } from "node:fs/promises";
import { asError, SECOND, systemClock } from "@berth/core";
import type { Call, HostGroup, PreflightResult } from "../engine.ts";
import type { Context } from "./context.ts";
import {
	judgeApiVersion,
	judgeClock,
	judgeDisk,
	judgeLimits,
	judgeLogDriver,
	judgeReachable,
	judgeStorageDriver,
	type Verdict,
} from "./preflight-verdicts.ts";
import { readHost } from "./read-host.ts";
import type { Info, Version } from "./wire.ts";
import { aborted, within } from "./within.ts";

interface Facts {
	readonly info: Info;
	readonly version: Version;
	readonly askedAtMs: number;
	readonly answeredAtMs: number;
}

interface Check {
	readonly id: string;
	readonly title: string;
	judge(facts: Facts): Verdict | Promise<Verdict>;
}

/** The checks that need the daemon's description of itself. */
const factChecks: readonly Check[] = [
	{ id: "engine_api_version", title: "The engine speaks an API we know", judge: ({ version }) => judgeApiVersion(version) },
	{ id: "engine_limits", title: "The host enforces container limits", judge: ({ info }) => judgeLimits(info) },
	{ id: "storage_driver", title: "The engine stores images well", judge: ({ info }) => judgeStorageDriver(info) },
	{
		id: "disk_space",
		title: "The engine's disk has room",
		judge: async ({ info }) => judgeDisk(await readDisk(info.DockerRootDir), info.DockerRootDir),
	},
	{
		id: "clock",
		title: "The engine's clock agrees with ours",
		judge: ({ info, askedAtMs, answeredAtMs }) => judgeClock(info.SystemTime, askedAtMs, answeredAtMs),
	},
	{ id: "log_driver", title: "Container logs can be read back", judge: ({ info }) => judgeLogDriver(info) },
];

/** Runs every check, each in its own time. One that breaks is a warning and never the end of the others. Errors  ABORTED. */
export async function runPreflight(context: Context, ping: HostGroup["ping"], signal: AbortSignal): Promise<PreflightResult[]> {
	const facts = readFacts(context, signal);
	facts.catch(() => undefined);
	const results = await Promise.all([
		runCheck(context, reachable, () => pingTwice(ping, { signal }), signal),
		...factChecks.map((check) => runCheck(context, check, async () => check.judge(await facts), signal)),
	]);
	if (signal.aborted) throw aborted("host.preflight");
	return results;
}

const reachable = { id: "engine_reachable", title: "The container engine answers" };

async function runCheck(
	context: Context,
	check: Pick<Check, "id" | "title">,
	judge: () => Promise<Verdict>,
	signal: AbortSignal,
): Promise<PreflightResult> {
	const { limits, closing } = context;
	const begunAt = performance.now();
	const verdict = await within({ op: `preflight.${check.id}`, ms: limits.checkMs, signals: [signal, closing] }, judge).catch(
		(error: unknown): Verdict => ({
			severity: "warning",
			seen: `the check itself failed: ${asError(error).message}`,
			remedy: "See whether the engine is reachable; if it is, look into the log.",
		}),
	);
	const durationMs = Math.round(performance.now() - begunAt);
	return { id: check.id, title: check.title, ...verdict, durationMs, checkedAt: new Date().toISOString() };
}

/** Once may be luck. */
async function pingTwice(ping: HostGroup["ping"], call: Call): Promise<Verdict> {
	const first = await ping(call);
	await systemClock.sleep(SECOND, call.signal);
	return judgeReachable([first, await ping(call)]);
}

async function readFacts(context: Context, signal: AbortSignal): Promise<Facts> {
	const askedAtMs = Date.now();
	const [info, version] = await readHost(context, signal);
	return { info, version, askedAtMs, answeredAtMs: Date.now() };
}

/** Null where the daemon's disk is not ours to see: it is remote, or the path is closed to us. */
async function readDisk(path: string): Promise<{ freeBytes: number; totalBytes: number } | null> {
	const stats = await statfs(path).catch(() => null);
	return stats && { freeBytes: stats.bavail * stats.bsize, totalBytes: stats.blocks * stats.bsize };
}
