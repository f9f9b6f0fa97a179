import { expect, test } from "vitest";
import type { HostTools } from "../host-tools.ts";
import { createMetadataGuard, type MetadataGuardMode } from "./metadata-guard.ts";

const call = { signal: new AbortController().signal };

/** A firewall that holds rules as their words. */
function fakeFirewall() {
	const chains = new Map<string, string[]>([
		["iptables PREROUTING", []],
		["ip6tables PREROUTING", []],
	]);
	const said: string[] = [];
	const tools: HostTools = {
		find: async (tool) => `/sbin/${tool}`,
		async run(tool, [, , , , verb = "", chain = "", ...words]) {
			said.push(`${tool} ${verb}`);
			const rules = chains.get(`${tool} ${chain}`);
			const rule = words.join(" ");
			const answer = (isOk: boolean) => ({ exitCode: isOk ? 0 : 1, stdout: "", stderr: "" });
			if (verb === "-N") chains.set(`${tool} ${chain}`, []);
			if (verb === "-N") return answer(rules === undefined);
			if (verb === "-C") return answer(rules?.includes(rule) === true);
			rules?.unshift(rule);
			return answer(rules !== undefined);
		},
	};
	return { chains, said, tools };
}

const guardOf = (tools: HostTools, mode: MetadataGuardMode, warnings: string[] = []) =>
	createMetadataGuard("here", { mode, tools, hasInterface: async () => true }, (_, message) => warnings.push(message));

test("rules are set once however many ask at a time, and are not looked for again at once", async () => {
	const { chains, said, tools } = fakeFirewall();
	const guard = guardOf(tools, "require");
	const bridge = guard.newBridgeName();
	expect(bridge).toMatch(/^bt[0-9a-f]{13}$/);
	await Promise.all([1, 2, 3].map(() => guard.hold(bridge, call)));
	const count = said.length;
	await guard.holdRules(call);
	expect(said).toHaveLength(count);
	expect([...chains.values()].map((rules) => rules.length)).toEqual([1, 1, 6, 2]);
	expect(chains.get("iptables PREROUTING")).toEqual([expect.stringMatching(`^-i ${bridge.slice(0, 8)}\\+ .* -j BERTH-METADATA-`)]);
});

test("rules that stand are left as they are, whoever set them", async () => {
	const { said, tools } = fakeFirewall();
	await guardOf(tools, "check").holdRules(call);
	said.length = 0;
	await guardOf(tools, "check").holdRules(call);
	expect(new Set(said)).toEqual(new Set(["iptables -C", "ip6tables -C"]));
});

test("a bridge with another's name is unguarded: refused where that is required, told once where it is not", async () => {
	const { tools } = fakeFirewall();
	await expect(guardOf(tools, "require").hold("br-0123456789ab", call)).rejects.toMatchObject({ data: { why: "metadata-guard" } });
	const warnings: string[] = [];
	const lenient = guardOf(tools, "check", warnings);
	await lenient.hold(null, call);
	await lenient.hold(null, call);
	expect(warnings).toHaveLength(1);
});

test("nothing is asked of the firewall while the guard is off", async () => {
	const { said, tools } = fakeFirewall();
	const guard = guardOf(tools, "off");
	await guard.hold(null, call);
	expect(await guard.preflight(call)).toMatchObject({ id: "metadata_guard", severity: "info" });
	expect(said).toEqual([]);
});
