import { stat } from "node:fs/promises";
import { asError, isAppError, SECOND, systemClock } from "@berth/core";
import type { Call, HostGroup, PreflightResult } from "../engine.ts";
import { broken, toResult, type Verdict } from "../preflight-result.ts";
import type { Context } from "./context.ts";
import { addressPoolCheck } from "./preflight-address-pools.ts";
import type { Check, CheckRun, Facts, ProbesUnderWay } from "./preflight-check.ts";
import { createDataRootCheck } from "./preflight-data-root.ts";
import { createDiskCheck } from "./preflight-disk.ts";
import { hostPortsCheck } from "./preflight-host-ports.ts";
import { ingressChecks } from "./preflight-ingress.ts";
import { isolationCheck } from "./preflight-isolation.ts";
import { judgeRootless, kernelChecks } from "./preflight-kernel.ts";
import type { PreflightOptions } from "./preflight-options.ts";
import { orphanCheck } from "./preflight-orphans.ts";
import { probeChecks } from "./preflight-probes.ts";
import { registryCheck } from "./preflight-registries.ts";
import {
	judgeApiVersion,
	judgeClock,
	judgeLimits,
	judgeLogDriver,
	judgeReachable,
	judgeStorageDriver,
	judgeVersion,
} from "./preflight-verdicts.ts";
import { readHost } from "./read-host.ts";
import { aborted, within } from "./within.ts";

/** The checks that need nothing but the daemon's description of itself. */
const factChecks: readonly Check[] = [
	{
		id: "engine_api_version",
		title: "The engine speaks an API we know",
		judge: async ({ facts }) => judgeApiVersion((await facts()).version),
	},
	{ id: "engine_version", title: "The engine is a release we know", judge: async ({ facts }) => judgeVersion((await facts()).version) },
	{ id: "engine_limits", title: "The host enforces container limits", judge: async ({ facts }) => judgeLimits((await facts()).info) },
	{ id: "engine_rootless", title: "The engine has the rights it needs", judge: async ({ facts }) => judgeRootless((await facts()).info) },
	{ id: "storage_driver", title: "The engine stores images well", judge: async ({ facts }) => judgeStorageDriver((await facts()).info) },
	{
		id: "clock",
		title: "The engine's clock agrees with ours",
		async judge({ facts }) {
			const { info, askedAtMs, answeredAtMs } = await facts();
			return judgeClock(info.SystemTime, askedAtMs, answeredAtMs);
		},
	},
	{ id: "log_driver", title: "Container logs can be read back", judge: async ({ facts }) => judgeLogDriver((await facts()).info) },
];

export type Preflight = (signal: AbortSignal) => Promise<PreflightResult[]>;

export interface HostChecks extends PreflightOptions {
	/** The daemon's socket: it runs on this machine, so what we read of the kernel is its kernel's. Null when it is reached otherwise. */
	readonly socketPath: string | null;
	readonly underWay: ProbesUnderWay;
}

export function createPreflight(context: Context, ping: HostGroup["ping"], { socketPath, underWay, ...options }: HostChecks): Preflight {
	const checks: readonly Check[] = [
		{
			id: "engine_reachable",
			title: "The container engine answers",
			// Longer than both pings may take, or a daemon that hangs would look like a check that failed.
			limitMs: 2 * (context.limits.pingMs + SECOND),
			judge: ({ signal }) => pingTwice(ping, socketPath, { signal }),
		},
		...factChecks,
		createDiskCheck(systemClock),
		addressPoolCheck,
		...(socketPath === null ? [] : [createDataRootCheck(), ...kernelChecks]),
		...(options.ingress === undefined ? [] : ingressChecks(options.ingress)),
		...(options.hostPorts === undefined ? [] : [hostPortsCheck(options.hostPorts)]),
		...(options.known === undefined ? [] : [orphanCheck(options.known, underWay)]),
		...probeChecks(options, underWay),
		...(options.isolationImage === undefined ? [] : [isolationCheck(options.isolationImage, underWay)]),
		...(options.registries === undefined ? [] : [registryCheck(options.registries)]),
	];
	return (signal) => runChecks(context, checks, signal);
}

/** Runs every check, each in its own time. One that breaks is a warning and never the end of the others. Errors  ABORTED. */
async function runChecks(context: Context, checks: readonly Check[], signal: AbortSignal): Promise<PreflightResult[]> {
	const facts = readFacts(context, signal);
	facts.catch(() => undefined);
	const results = await Promise.all(checks.map((check) => runCheck(check, { context, facts: () => facts, signal })));
	if (signal.aborted) throw aborted("host.preflight");
	return results;
}

async function runCheck(check: Check, run: CheckRun): Promise<PreflightResult> {
	const { limits, closing } = run.context;
	const begunAt = performance.now();
	const bounds = { op: `preflight.${check.id}`, ms: check.limitMs ?? limits.checkMs, signals: [run.signal, closing] };
	const verdict = await within(bounds, async (signal) => check.judge({ ...run, signal })).catch((error: unknown): Verdict => {
		if (!isAppError(error)) run.context.log.warn({ check: check.id, error: asError(error) }, "a check of the host failed");
		const remedy = "See whether the engine is reachable; if it is, look into the log.";
		return broken(isAppError(error) ? error.message : "the check itself broke", remedy);
	});
	return toResult(check, verdict, { durationMs: performance.now() - begunAt, checkedAt: new Date() });
}

/** Once may be luck. */
async function pingTwice(ping: HostGroup["ping"], socketPath: string | null, call: Call): Promise<Verdict> {
	const first = await ping(call);
	await systemClock.sleep(SECOND, call.signal);
	const pings = [first, await ping(call)];
	const isAsked = socketPath !== null && pings.some(({ ok }) => !ok);
	return judgeReachable(pings, isAsked ? await rightsTo(socketPath) : null);
}

/** Null where there is nothing to be seen of the socket. */
async function rightsTo(socketPath: string): Promise<string | null> {
	const found = await stat(socketPath).catch(() => null);
	if (found === null) return null;
	const groups = [...new Set([process.getgid?.() ?? 0, ...(process.getgroups?.() ?? [])])].join(", ");
	const mode = (found.mode & 0o777).toString(8);
	return `${socketPath} belongs to user ${found.uid} and group ${found.gid} with mode ${mode}, we are user ${process.getuid?.() ?? 0} in the groups ${groups}`;
}

async function readFacts(context: Context, signal: AbortSignal): Promise<Facts> {
	const askedAtMs = Date.now();
	const [info, version] = await readHost(context, signal);
	return { info, version, askedAtMs, answeredAtMs: Date.now() };
}
