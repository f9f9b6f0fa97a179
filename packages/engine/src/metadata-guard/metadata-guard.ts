import { access } from "node:fs/promises";
import { AppError, asError, type Clock, isAppError, MINUTE, type Millis, SECOND, systemClock } from "@berth/core";
import type { Call } from "../call.ts";
import { within } from "../docker/within.ts";
import { createHostTools, type HostTools } from "../host-tools.ts";
import { broken, ok, type PreflightResult, toResult, type Verdict } from "../preflight-result.ts";
import { createFirewall } from "./firewall.ts";
import { createProber, type MetadataProbe, type ProbeFinding } from "./prober.ts";
import { bridgePrefix, newBridgeName } from "./rules.ts";

/**
 * Whether tenants' containers are kept from the cloud's metadata: `check` does what it can and says when it cannot; with `require`
 * no network is made and no container started while it cannot, or while a container has got through.
 */
export type MetadataGuardMode = "off" | "check" | "require";

export interface MetadataGuardOptions {
	readonly mode: MetadataGuardMode;
	/** Programs that run in the network of the daemon, which is ours unless it is told otherwise. */
	readonly tools?: HostTools;
	/** Whether that network has an interface of this name. */
	readonly hasInterface?: (name: string) => Promise<boolean>;
	/** An image with BusyBox (sh, nc), in which it is tried whether the metadata answer; not tried when absent. */
	readonly probeImage?: string;
	/** Between looks at the rules while containers run. Too small: programs are started all day. Too large: a flushed firewall stays open. */
	readonly lookEveryMs?: Millis;
	readonly clock?: Clock;
}

/** What the guard needs of the engine it is part of. */
export interface GuardHost {
	warn(error: Error, message: string): void;
	/** Ends the looks. */
	readonly closing: AbortSignal;
	/** Owns work that outlives the call that began it. */
	own(work: Promise<unknown>): void;
	/** Null where there is no image to try it with. */
	readonly probe: MetadataProbe | null;
}

export interface MetadataGuard {
	readonly isOn: boolean;
	/** A name for a tenant's bridge, under which the rules cover it. */
	newBridgeName(): string;
	/**
	 * Makes the rules stand, and looks that the bridge is one they cover, in the network they are in.
	 *
	 * `bridge`: null when it is named by the daemon. Errors  with `require` alone: ENGINE_FAILED with `data.why` = `metadata-guard`.
	 */
	hold(bridge: string | null, call: Call): Promise<void>;
	/** The same for a start, on a bridge that was looked at when it was made. */
	holdRules(call: Call): Promise<void>;
	/** The daemon was away, and with it the firewall may have been made anew: what was seen is not believed any more. */
	forget(): void;
	preflight(call: Call): Promise<PreflightResult>;
}

/** How long rules that were seen are believed. Too small: each start costs two programs. Too large: a flushed firewall stays open. */
const BELIEVED_MS = 15 * SECOND;
const REMEDY =
	"Run as root, or with CAP_NET_ADMIN, in the host's network, with iptables installed; or block the metadata address in your own firewall.";
const OPEN_REMEDY =
	"See whether a rule before ours lets it pass (iptables -t raw -S PREROUTING), and whether the daemon works in the network of this process.";

export function createMetadataGuard(installation: string, options: MetadataGuardOptions, host: GuardHost): MetadataGuard {
	const { mode, tools = createHostTools(), hasInterface = seesInterface, lookEveryMs = BELIEVED_MS, clock = systemClock } = options;
	const firewall = createFirewall(installation, tools, (error) => tellOfIpv6(asError(error)));
	const prober = host.probe === null ? null : createProber(host.probe, clock);
	let seenAtMs = Number.NEGATIVE_INFINITY;
	let settling: Promise<void> | null = null;

	const tell = once((error) => host.warn(error, "containers are not kept from the cloud's metadata"));
	const tellOfIpv6 = once((error) =>
		host.warn(error, "the cloud's metadata are not blocked for IPv6, which tenant networks do not have unless the daemon gives it to all"),
	);

	const settle = async (): Promise<void> => {
		settling ??= firewall.settle().finally(() => {
			settling = null;
		});
		await settling;
		seenAtMs = clock.monotonicMs();
	};
	const stand = async ({ signal }: Call): Promise<void> => {
		if (signal.aborted) throw new AppError("ABORTED", { cause: signal.reason });
		if (clock.monotonicMs() - seenAtMs >= BELIEVED_MS) await settle();
	};

	/** Where nothing may run unguarded, the first container waits for the first probe; one that comes to no end decides nothing. */
	const assertClosed = async ({ signal }: Call): Promise<void> => {
		if (prober === null || mode !== "require") return;
		const last = prober.last() ?? (await prober.run(signal).catch(unlessAborted));
		if (last?.kind === "open") throw gotThrough(last);
	};
	const guarded = async (call: Call, work: () => Promise<void>): Promise<void> => {
		if (mode === "off") return;
		try {
			await work();
			await assertClosed(call);
			if (prober?.last()?.kind !== "open") tell.again();
		} catch (error) {
			if (isAppError(error, "ABORTED")) throw error;
			if (mode === "require") throw refusal(error);
			tell(asError(error));
		}
	};
	const cover = async (bridge: string | null): Promise<void> => {
		if (!bridge?.startsWith(bridgePrefix(installation))) throw new Error("the network's bridge has a name that no rule covers");
		if (!(await hasInterface(bridge))) throw new Error("the network's bridge is not in the network in which the rules are");
	};

	/** For containers that run already, also those of a process before this one. Ends with the engine, by the signal that its sleep throws. */
	async function keepLooking(): Promise<void> {
		for (;;) {
			await clock.sleep(lookEveryMs, host.closing);
			await settle().catch((error: unknown) => tell(asError(error)));
			if (prober?.isDue()) host.own(look(prober.run(host.closing)));
		}
	}
	const look = async (probing: Promise<ProbeFinding>): Promise<void> => {
		try {
			const found = await probing;
			if (found.kind === "open") tell(gotThrough(found));
		} catch (error) {
			if (!host.closing.aborted) host.warn(asError(error), "whether containers reach the cloud's metadata could not be tried");
		}
	};

	if (mode !== "off") host.own(keepLooking().catch(() => undefined));

	return {
		isOn: mode !== "off",
		newBridgeName: () => newBridgeName(installation),
		hold: (bridge, call) =>
			guarded(call, async () => {
				await stand(call);
				await cover(bridge);
			}),
		holdRules: (call) => guarded(call, () => stand(call)),
		forget() {
			seenAtMs = Number.NEGATIVE_INFINITY;
		},
		async preflight(call) {
			const startedMs = clock.monotonicMs();
			const verdict = await judge(call);
			const check = { id: "metadata_guard", title: "Containers are kept from the cloud's metadata" };
			return toResult(check, verdict, { durationMs: clock.monotonicMs() - startedMs, checkedAt: clock.now() });
		},
	};

	async function judge(call: Call): Promise<Verdict> {
		if (mode === "off") return { severity: "info", seen: "switched off", remedy: "On a cloud's machine, switch the guard on." };
		const op = "preflight.metadata_guard";
		try {
			return await within({ op, ms: MINUTE, signals: [call.signal, host.closing] }, async (signal) => {
				const standing = await judgeRules({ signal });
				if (standing.severity !== "ok" || prober === null) return standing;
				return judgeFinding(await prober.recent(signal), mode, standing.seen);
			});
		} catch (error) {
			if (call.signal.aborted || host.closing.aborted) throw error;
			return broken(
				isAppError(error) ? error.message : "it could not be tried",
				"See whether the engine is reachable; if it is, look into the log.",
			);
		}
	}

	async function judgeRules({ signal }: Call): Promise<Verdict> {
		try {
			await settle();
			return ok(`dropped by the chain ${firewall.chain} for every bridge of ours`);
		} catch (error) {
			if (signal.aborted) throw error;
			const seen = isAppError(error, "UNSUPPORTED") ? "iptables is not installed" : "the firewall's rules cannot be set";
			return { severity: mode === "require" ? "blocker" : "warning", seen, remedy: REMEDY };
		}
	}
}

export function judgeFinding(found: ProbeFinding, mode: MetadataGuardMode, standing: string): Verdict {
	switch (found.kind) {
		case "closed":
			return ok(`${standing}; a container tried ${found.tried.join(", ")} in vain`);
		case "open":
			return { severity: mode === "require" ? "blocker" : "warning", seen: gotThrough(found).message, remedy: OPEN_REMEDY };
		case "untried":
			return { severity: "info", seen: `${standing}; not tried from a container: ${found.why}`, remedy: found.remedy };
	}
}

const gotThrough = ({ reached }: Extract<ProbeFinding, { kind: "open" }>): Error => new Error(`a container reached ${reached.join(", ")}`);

const refusal = (cause: unknown): AppError =>
	new AppError("ENGINE_FAILED", {
		message: "This node cannot keep containers from the cloud's metadata, so it starts none.",
		data: { why: "metadata-guard" },
		cause,
	});

function unlessAborted(error: unknown): null {
	if (isAppError(error, "ABORTED")) throw error;
	return null;
}

/** Says a thing the first time, and the first time after `again`. */
function once(say: (error: Error) => void) {
	let hasSaid = false;
	const saying = (error: Error): void => {
		if (!hasSaid) say(error);
		hasSaid = true;
	};
	return Object.assign(saying, {
		again() {
			hasSaid = false;
		},
	});
}

/** Source  Linux, Documentation/ABI/testing/sysfs-class-net: a directory per interface of the network namespace. */
const seesInterface = async (name: string): Promise<boolean> => {
	try {
		await access(`/sys/class/net/${name}`);
		return true;
	} catch {
		return false;
	}
};
