import { access } from "node:fs/promises";
import { AppError, asError, type Clock, isAppError, SECOND, systemClock } from "@berth/core";
import type { Call } from "../call.ts";
import { createHostTools, type HostTools, toolFailure } from "../host-tools.ts";
import { type PreflightResult, toResult, type Verdict } from "../preflight-result.ts";
import { bridgePrefix, newBridgeName, type Rule, rulesOf } from "./rules.ts";

/**
 * Whether tenants' containers are kept from the cloud's metadata: `check` does what it can and says when it cannot; with `require`
 * no network is made and no container started while it cannot.
 */
export type MetadataGuardMode = "off" | "check" | "require";

export interface MetadataGuardOptions {
	readonly mode: MetadataGuardMode;
	/** Programs that run in the network of the daemon, which is ours unless it is told otherwise. */
	readonly tools?: HostTools;
	/** Whether that network has an interface of this name. */
	readonly hasInterface?: (name: string) => Promise<boolean>;
	readonly clock?: Clock;
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
	preflight(call: Call): Promise<PreflightResult>;
}

/** How long rules that were seen are believed. Too small: each start costs eight looks. Too large: a flushed firewall stays open. */
const BELIEVED_MS = 15 * SECOND;
const TOOL_MS = 10 * SECOND;
const REMEDY =
	"Run as root, or with CAP_NET_ADMIN, in the host's network, with iptables installed; or block the metadata address in your own firewall.";

export function createMetadataGuard(
	installation: string,
	options: MetadataGuardOptions,
	warn: (error: Error, message: string) => void,
): MetadataGuard {
	const { mode, tools = createHostTools(), hasInterface = seesInterface, clock = systemClock } = options;
	const { chain, inside, into } = rulesOf(installation);
	let seenAtMs = Number.NEGATIVE_INFINITY;
	let settling: Promise<void> | null = null;
	let hasWarned = false;
	let hasWarnedOfIpv6 = false;

	/** Runs to its end for all who wait: a half of the rules is no rule. */
	const ask = async (verb: string, { tool, chain, words }: Rule, also: number): Promise<boolean> => {
		const args = ["-w", "5", "-t", "raw", verb, chain, ...words];
		const answer = await tools.run(tool, args, { signal: new AbortController().signal, timeoutMs: TOOL_MS });
		if (answer.exitCode !== 0 && answer.exitCode !== also) throw toolFailure(tool, answer);
		return answer.exitCode === 0;
	};
	const settle = async (tool: Rule["tool"]): Promise<void> => {
		const of = (rules: readonly Rule[]) => rules.filter((rule) => rule.tool === tool);
		let chainStands = false;
		for (const rule of of(inside)) {
			if (await ask("-C", rule, 1)) continue;
			// It answers the same of a chain that is there already.
			if (!chainStands) await ask("-N", { tool, chain, words: [] }, 1);
			chainStands = true;
			await ask("-A", rule, 0);
		}
		for (const rule of of(into)) if (!(await ask("-C", rule, 1))) await ask("-I", rule, 0);
	};
	const settleAll = async (): Promise<void> => {
		await settle("iptables");
		// Tenant networks have no addresses of that kind, so a host that cannot filter them has nothing open.
		if ((await tools.find("ip6tables")) !== null) await settle("ip6tables").catch(tellOfIpv6);
		seenAtMs = clock.monotonicMs();
	};
	const stand = async ({ signal }: Call): Promise<void> => {
		if (signal.aborted) throw new AppError("ABORTED", { cause: signal.reason });
		if (clock.monotonicMs() - seenAtMs < BELIEVED_MS) return;
		settling ??= settleAll().finally(() => {
			settling = null;
		});
		await settling;
	};

	const tell = (error: Error): void => {
		if (!hasWarned) warn(error, "containers are not kept from the cloud's metadata");
		hasWarned = true;
	};
	const tellOfIpv6 = (error: unknown): void => {
		if (!hasWarnedOfIpv6) warn(asError(error), "the cloud's metadata are not blocked for IPv6, which tenant networks do not have");
		hasWarnedOfIpv6 = true;
	};
	const guarded = async (work: () => Promise<void>): Promise<void> => {
		if (mode === "off") return;
		try {
			await work();
			hasWarned = false;
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

	return {
		isOn: mode !== "off",
		newBridgeName: () => newBridgeName(installation),
		hold: (bridge, call) =>
			guarded(async () => {
				await stand(call);
				await cover(bridge);
			}),
		holdRules: (call) => guarded(() => stand(call)),
		async preflight(call) {
			const startedMs = clock.monotonicMs();
			const verdict = await judge(call);
			const check = { id: "metadata_guard", title: "Containers are kept from the cloud's metadata" };
			return toResult(check, verdict, { durationMs: clock.monotonicMs() - startedMs, checkedAt: clock.now() });
		},
	};

	async function judge(call: Call): Promise<Verdict> {
		if (mode === "off") return { severity: "info", seen: "switched off", remedy: "On a cloud's machine, switch the guard on." };
		try {
			seenAtMs = Number.NEGATIVE_INFINITY;
			await stand(call);
			return { severity: "ok", seen: `dropped by the chain ${chain} for every bridge of ours`, remedy: null };
		} catch (error) {
			if (call.signal.aborted) throw error;
			const seen = isAppError(error, "UNSUPPORTED") ? "iptables is not installed" : "the firewall's rules cannot be set";
			return { severity: mode === "require" ? "blocker" : "warning", seen, remedy: REMEDY };
		}
	}
}

const refusal = (cause: unknown): AppError =>
	new AppError("ENGINE_FAILED", {
		message: "This node cannot keep containers from the cloud's metadata, so it starts none.",
		data: { why: "metadata-guard" },
		cause,
	});

/** Source  Linux, Documentation/ABI/testing/sysfs-class-net: a directory per interface of the network namespace. */
const seesInterface = async (name: string): Promise<boolean> => {
	try {
		await access(`/sys/class/net/${name}`);
		return true;
	} catch {
		return false;
	}
};
