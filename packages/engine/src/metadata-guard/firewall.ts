import { SECOND } from "@berth/core";
import { type HostTools, toolFailure } from "../host-tools.ts";
import { type Rule, rulesOf } from "./rules.ts";

/** The firewall of the network that the daemon's bridges are in. */
export interface Firewall {
	readonly chain: string;
	/**
	 * Makes the rules stand. Runs to its end for all who wait: a half of the rules is no rule.
	 *
	 * Errors  UNSUPPORTED without iptables; ENGINE_FAILED when the rules cannot be set.
	 * Cost  two programs while nothing has changed since the last time, about ten otherwise.
	 */
	settle(): Promise<void>;
}

const TOOL_MS = 10 * SECOND;
const kinds = ["iptables", "ip6tables"] as const;

/** `tellOfIpv6`: hears of a host that cannot filter IPv6, which by itself opens nothing: tenant networks have no such addresses. */
export function createFirewall(installation: string, tools: HostTools, tellOfIpv6: (error: unknown) => void): Firewall {
	const { chain, mark, inside, into } = rulesOf(installation);
	/** Our rules as the firewall prints them, all of them; null when they have to be looked for one by one. */
	let printed: string | null = null;

	const run = async (tool: Rule["tool"], args: readonly string[], also: number) => {
		const answer = await tools.run(tool, ["-w", "5", "-t", "raw", ...args], { signal: new AbortController().signal, timeoutMs: TOOL_MS });
		if (answer.exitCode !== 0 && answer.exitCode !== also) throw toolFailure(tool, answer);
		return answer;
	};
	const ask = async (verb: string, { tool, chain: at, words }: Rule, also: number): Promise<boolean> =>
		(await run(tool, [verb, at, ...words], also)).exitCode === 0;

	const settleOne = async (tool: Rule["tool"]): Promise<void> => {
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

	/** Null unless every rule is there: flushed between the setting and this look, none would be missed ever after. */
	const print = async (among: readonly Rule["tool"][]): Promise<string | null> => {
		const lines: string[] = [];
		for (const tool of among) lines.push(...(await run(tool, ["-S"], 0)).stdout.split("\n").filter((line) => line.includes(mark)));
		const wanted = [...inside, ...into].filter(({ tool }) => among.includes(tool)).length;
		return lines.length < wanted ? null : lines.join("\n");
	};

	return {
		chain,
		async settle() {
			const present = (await tools.find("ip6tables")) === null ? kinds.slice(0, 1) : kinds;
			if (printed !== null && (await print(present)) === printed) return;
			printed = null;
			await settleOne("iptables");
			if (present.length === 1) {
				printed = await print(present);
				return;
			}
			try {
				await settleOne("ip6tables");
				printed = await print(present);
			} catch (error) {
				tellOfIpv6(error);
			}
		},
	};
}
